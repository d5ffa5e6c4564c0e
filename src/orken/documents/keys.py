"""The operator's sealing key: made once, kept in the variable-data folder, its certificate published."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID, ObjectIdentifier
from django.conf import settings
from django.utils import timezone

KEY_BITS = 3072
CERTIFICATE_YEARS = 10
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336


@dataclass(frozen=True)
class SealingKey:
    private_key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def certificate_pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


def key_folder() -> Path:
    return Path(settings.ORKEN_VAR) / "keys" / "seal"


def published_certificate_path() -> Path:
    return key_folder() / "certificate.pem"


def published_certificate() -> bytes:
    """The certificates with which sealed files verify, in PEM: the present key's, and those of former keys if any."""
    return published_certificate_path().read_bytes()


def sealing_key() -> SealingKey:
    """The operator's key; made at the first call on a new installation."""
    folder = key_folder()
    if not folder.exists():
        _create(folder)
    return _load(folder)


@cache
def _load(folder: Path) -> SealingKey:
    private_key = load_pem_private_key((folder / "key.pem").read_bytes(), password=None)
    if not isinstance(private_key, rsa.RSAPrivateKey):
        raise TypeError(f"{folder / 'key.pem'} must hold an RSA key, it holds a {type(private_key).__name__}")
    certificate = x509.load_pem_x509_certificates((folder / "certificate.pem").read_bytes())[0]
    if certificate.public_key() != private_key.public_key():
        raise ValueError(f"the first certificate in {folder / 'certificate.pem'} must belong to the key beside it")
    return SealingKey(private_key, certificate)


def new_sealing_key(holder: str) -> SealingKey:
    private_key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, holder)])
    now = timezone.now()
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=366 * CERTIFICATE_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        .sign(private_key, hashes.SHA256())
    )
    return SealingKey(private_key, certificate)


def _create(folder: Path) -> None:
    """Write key and certificate together. Web and worker may both be first: the folder is moved in place as one,
    and whoever comes second finds it taken and uses the first one's."""
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = new_sealing_key(urlsplit(settings.ORKEN_PUBLIC_URL).netloc)
    workshop = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".new-"))
    private_pem = key.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor = os.open(workshop / "key.pem", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(private_pem)
    (workshop / "certificate.pem").write_bytes(key.certificate_pem)
    try:
        workshop.rename(folder)
    except OSError:
        shutil.rmtree(workshop)
        if not folder.exists():
            raise
