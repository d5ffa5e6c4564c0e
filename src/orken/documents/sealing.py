"""The operator's seal on a PDF, and the check that needs no network, no database and no PDF parser.

The seal is a PAdES signature (baseline B) over the whole file, in one certification that allows no change. Everything
in its CMS container but the signature value follows from the content and the certificate, so `verify` rebuilds the
container and compares it byte by byte. What comes from an unknown file is only searched, sliced, hashed and compared:
no parser can be fooled by it, and no byte is outside the check, those of the signature field included.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone

from orken.documents.keys import SealingKey, published_certificate, published_certificate_path, sealing_key

BYTE_RANGE = re.compile(rb"/ByteRange \[0 (\d{1,10}) (\d{1,10}) \d{1,10}\]")
SIGNING_TIME = re.compile(rb"/M \(D(?::|\\072)(\d{14})Z\)")


class SealState(StrEnum):
    INTACT = "intact"
    NOT_SEALED = "not_sealed"
    ALTERED = "altered"
    OTHER_KEY = "other_key"


EXPLANATIONS = {
    SealState.INTACT: "The file is exactly as the operator sealed it.",
    SealState.NOT_SEALED: "The file carries no seal of this portal, or a part of its seal was removed.",
    SealState.ALTERED: "The file was changed after it was sealed. Do not rely on it.",
    SealState.OTHER_KEY: "The seal is of another key than the published one, or was damaged. Do not rely on it.",
}


@dataclass(frozen=True)
class SealReport:
    """What the check found; the seal's time and key are told only of an intact file."""

    state: SealState
    sha256: str
    sealed_at: datetime | None = None
    sealed_by: str = ""
    key_fingerprint: str = ""

    @property
    def intact(self) -> bool:
        return self.state is SealState.INTACT

    @property
    def explanation(self) -> str:
        return EXPLANATIONS[self.state]


class SealingFailed(Exception):
    """The sealed file did not pass its own check, so it is not handed out."""


def seal(pdf: bytes, key: SealingKey | None = None) -> bytes:
    """``pdf`` with the operator's seal over every byte of it.

    The result has passed `verify` with the same key, so a document that could not be verified later (for instance
    because its metadata imitates a signature field) is never handed out.
    """
    key = key or sealing_key()
    sealed = _embed_signature(pdf, key)
    report = verify(sealed, key.certificate_pem)
    if not report.intact:
        raise SealingFailed(f"a sealed PDF must verify with the key that sealed it; this one is {report.state}")
    return sealed


def verify(pdf: bytes, certificate_pem: bytes) -> SealReport:
    """Whether ``pdf`` is, to the last byte, a file sealed with the key of one of the certificates in the PEM text."""
    fingerprint = sha256(pdf).hexdigest()
    ranges = list(BYTE_RANGE.finditer(pdf))
    if not ranges:
        return SealReport(SealState.NOT_SEALED, fingerprint)
    parts = _parts(pdf, ranges)
    if parts is None:
        return SealReport(SealState.ALTERED, fingerprint)
    content_digest, container = parts
    certificates = x509.load_pem_x509_certificates(certificate_pem)
    certificate = next((one for one in certificates if one.public_bytes(Encoding.DER) in container), None)
    if certificate is None:
        return SealReport(SealState.OTHER_KEY, fingerprint)
    if not _signature_holds(container, content_digest, certificate):
        return SealReport(SealState.ALTERED, fingerprint)
    return SealReport(
        SealState.INTACT,
        fingerprint,
        sealed_at=_signing_time(pdf),
        sealed_by=certificate.subject.rfc4514_string(),
        key_fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
    )


def _parts(pdf: bytes, ranges: list[re.Match[bytes]]) -> tuple[bytes, bytes] | None:
    """The digest of all but the one gap that a signature cannot cover, and the CMS container in that gap.

    A second byte range, if only in a title, would let somebody move the gap, so there must be one.
    """
    if len(ranges) != 1:
        return None
    before, after = (int(number) for number in ranges[0].groups())
    gap = pdf[before:after]
    if not re.fullmatch(rb"<(?:[0-9A-F]{2})+>", gap):
        return None
    return sha256(pdf[:before] + pdf[after:]).digest(), bytes.fromhex(gap[1:-1].decode("ascii"))


def _signature_holds(container: bytes, content_digest: bytes, certificate: x509.Certificate) -> bool:
    public_key = certificate.public_key()
    assert isinstance(public_key, RSAPublicKey)  # keys.py makes and publishes no other kind
    signature = container[-(public_key.key_size // 8) :]
    frame = _frame(certificate)
    try:
        public_key.verify(signature, frame.signed(content_digest), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return container == frame.container(content_digest, signature)


@dataclass(frozen=True)
class Frame:
    """The constant bytes around the content's digest, for one certificate: in what is signed, and in the container."""

    signed_parts: tuple[bytes, bytes]
    container_parts: tuple[bytes, bytes]

    def signed(self, content_digest: bytes) -> bytes:
        return content_digest.join(self.signed_parts)

    def container(self, content_digest: bytes, signature: bytes) -> bytes:
        """The signature is the last field of the container, so it is also its last bytes."""
        return content_digest.join(self.container_parts)[: -len(signature)] + signature


@cache
def _frame(certificate: x509.Certificate) -> Frame:
    """Made once: encoding costs some milliseconds, and all its lengths are fixed."""
    public_key = certificate.public_key()
    assert isinstance(public_key, RSAPublicKey)  # keys.py makes and publishes no other kind
    mark = sha256(b"here stands the digest of the content").digest()
    attributes = _signed_attributes(mark, certificate)
    container = _container(attributes, certificate, bytes(public_key.key_size // 8))
    return Frame(_halves(attributes.dump(), mark), _halves(container, mark))


def _halves(encoded: bytes, mark: bytes) -> tuple[bytes, bytes]:
    before, after = encoded.split(mark)
    return before, after


def _signed_attributes(content_digest: bytes, certificate: x509.Certificate) -> cms.CMSAttributes:
    """The three attributes that PAdES asks for, in DER order; the time stands in the file, under the digest."""
    certificate_hash = sha256(certificate.public_bytes(Encoding.DER)).digest()
    identifier = tsp.SigningCertificateV2({"certs": [tsp.ESSCertIDv2({"cert_hash": certificate_hash})]})
    return cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [content_digest]}),
            cms.CMSAttribute({"type": "signing_certificate_v2", "values": [identifier]}),
        ]
    )


def _container(attributes: cms.CMSAttributes, certificate: x509.Certificate, signature: bytes) -> bytes:
    """The CMS container in DER."""
    embedded = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                cms.IssuerAndSerialNumber({"issuer": embedded.issuer, "serial_number": embedded.serial_number}),
            ),
            "digest_algorithm": {"algorithm": "sha256"},
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "sha256_rsa"},
            "signature": signature,
        }
    )
    signed_data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": "data"},
            "certificates": [embedded],
            "signer_infos": [signer],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed_data}).dump())


def _sign(content_digest: bytes, key: SealingKey) -> bytes:
    frame = _frame(key.certificate)
    signature = key.private_key.sign(frame.signed(content_digest), padding.PKCS1v15(), hashes.SHA256())
    return frame.container(content_digest, signature)


def _embed_signature(pdf: bytes, key: SealingKey) -> bytes:
    """Append the signature field and its value; the room left for the container fits it exactly."""
    # Imported here: `orken verify` does without it, and it costs a fifth of a second.
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

    size = len(_sign(bytes(32), key))
    placeholder = SignatureObject(
        timestamp=timezone.now().replace(microsecond=0), subfilter=SigSeedSubFilter.PADES, bytes_reserved=2 * size
    )
    final = SigMDPSetup(md_algorithm="sha256", certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    embedding = PdfCMSEmbedder(SigFieldSpec("Seal", on_page=0)).write_cms("Seal", writer)
    next(embedding)
    embedding.send(SigObjSetup(sig_placeholder=placeholder, mdp_setup=final))
    prepared, output = embedding.send(SigIOSetup(md_algorithm="sha256"))
    embedding.send(_sign(prepared.document_digest, key))
    return bytes(output.getvalue())


def _signing_time(pdf: bytes) -> datetime:
    """The time in the signature field, always UTC; read only after the whole file was found intact."""
    stamps = SIGNING_TIME.findall(pdf)
    return datetime.strptime(stamps[-1].decode("ascii"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def main(path: Path, key: Path | None = None) -> int:
    """Say on the terminal whether the file at ``path`` is as sealed: exit code 0 yes, 1 no, 2 could not be checked."""
    try:
        pdf = path.read_bytes()
        certificate_pem = key.read_bytes() if key else published_certificate()
        report = verify(pdf, certificate_pem)
    except OSError as error:
        print(f"Cannot read {error.filename}: {error.strerror}. {_remedy(path, error)}", file=sys.stderr)
        return 2
    except ValueError:
        print(
            f"{key or published_certificate_path()} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----). "
            "Download the operator's certificate from /api/v1/keys and name it with --key.",
            file=sys.stderr,
        )
        return 2
    print("\n".join(_lines(path, report)))
    return 0 if report.intact else 1


def _remedy(path: Path, error: OSError) -> str:
    if error.filename == str(path):
        return "Name a PDF file that you may read."
    return "Name the operator's published certificate with --key; the portal offers it at /api/v1/keys."


def _lines(path: Path, report: SealReport) -> Iterator[str]:
    yield f"{path}: {'INTACT' if report.intact else 'NOT VALID'}. {report.explanation}"
    yield f"  sha256       {report.sha256}"
    if report.intact:
        yield f"  sealed at    {report.sealed_at:%Y-%m-%d %H:%M:%S} UTC"
        yield f"  sealed by    {report.sealed_by}"
        yield f"  key (sha256) {report.key_fingerprint}"
        yield "The seal tells that the file is unchanged. Whether a certificate is in force today, the portal's page"
        yield "/verify tells."
