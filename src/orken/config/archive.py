"""What an archive of an installation holds, and how it is checked: a tar file, encrypted with age on wish.

``database.dump`` (PostgreSQL's custom format), ``documents/…``, ``keys/…``, ``pack/…`` and last ``manifest.json`` with
the SHA-256 of all of them.
"""

from __future__ import annotations

import json
import tarfile
from dataclasses import asdict, dataclass, field
from hashlib import file_digest, sha256
from io import BytesIO
from pathlib import Path
from typing import IO

import pyrage

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
AGE = b"age-encryption.org/v1"


class ArchiveRefused(Exception):
    """The archive cannot be made, read or restored here; the message says why and what to do."""


@dataclass
class Manifest:
    """``files`` are SHA-256 by name, ``rows`` are counted by table, ``missing`` are files that a row names in vain."""

    release: str
    created_at: str
    pack: str
    migrations: list[str]
    rows: dict[str, int]
    journal_head: str
    files: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    format: int = FORMAT

    @classmethod
    def read(cls, content: bytes) -> Manifest:
        data = json.loads(content)
        if data.get("format") != FORMAT:
            raise ArchiveRefused(
                f"The archive has format {data.get('format')!r} and this release reads {FORMAT}: use the release that "
                "made it, then upgrade."
            )
        return cls(**data)


class ArchiveWriter:
    """Adds files to the tar and keeps their hashes; the manifest closes it."""

    def __init__(self, target: IO[bytes], manifest: Manifest) -> None:
        self._tar = tarfile.TarFile(fileobj=target, mode="w")
        self.manifest = manifest

    def add(self, name: str, content: IO[bytes], size: int) -> None:
        reader = _Hashing(content)
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        self._tar.addfile(entry, reader)
        self.manifest.files[name] = reader.digest.hexdigest()

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            self.add(name, file, path.stat().st_size)

    def close(self) -> None:
        content = json.dumps(asdict(self.manifest), indent=1, sort_keys=True).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(content), 0o600
        self._tar.addfile(entry, BytesIO(content))
        self._tar.close()


class _Hashing:
    def __init__(self, content: IO[bytes]) -> None:
        self.digest, self._content = sha256(), content

    def read(self, size: int = -1) -> bytes:
        block = self._content.read(size)
        self.digest.update(block)
        return block


def encrypt(source: Path, target: Path, recipients: list[str]) -> None:
    """Encrypt for age recipients (``age1…``).

    Raises
    ------
    ArchiveRefused
        A recipient is none.
    """
    try:
        keys: list[object] = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    except pyrage.RecipientError as error:
        raise ArchiveRefused(f"A recipient is the public key of age, age1…; {error}.") from error
    pyrage.encrypt_file(str(source), str(target), keys)


def decrypted(archive: Path, identity: Path | None, target: Path) -> Path:
    """The archive itself, or where it is encrypted, ``target`` with its content.

    Raises
    ------
    ArchiveRefused
        The identity is missing or does not open the archive, or the archive is damaged.
    """
    with archive.open("rb") as file:
        if not file.read(len(AGE)).startswith(AGE):
            return archive
    if identity is None:
        raise ArchiveRefused(f"{archive} is encrypted: name the file with its identity, --identity FILE.")
    lines = identity.read_text(encoding="utf-8").splitlines()
    try:
        keys: list[object] = [
            pyrage.x25519.Identity.from_str(line.strip()) for line in lines if line and not line.startswith("#")
        ]
        pyrage.decrypt_file(str(archive), str(target), keys)
    except (pyrage.IdentityError, pyrage.DecryptError) as error:
        raise ArchiveRefused(f"{identity} does not open {archive}: {error}.") from error
    except OSError as error:
        if error.errno is not None:  # of the disk, not of what is encrypted
            raise
        raise ArchiveRefused(f"{archive} is damaged: {error}.") from error
    return target


def unpack(archive: Path, folder: Path) -> Manifest:
    """Unpack into ``folder`` and compare everything with the manifest.

    Raises
    ------
    ArchiveRefused
        The archive is none, is cut off, or a file in it is not as it was packed.
    """
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError) as error:
        raise ArchiveRefused(f"{archive} is no archive of orken backup, or it is damaged: {error}.") from error
    if not (folder / MANIFEST).is_file():
        raise ArchiveRefused(f"{archive} ends before its manifest: it was not written to its end.")
    manifest = Manifest.read((folder / MANIFEST).read_bytes())
    present = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    wrong = sorted(present ^ manifest.files.keys())
    wrong += [
        name for name in sorted(present & manifest.files.keys()) if _sha256(folder / name) != manifest.files[name]
    ]
    if wrong:
        raise ArchiveRefused(f"{archive} is damaged; not as packed: {', '.join(wrong[:5])}. Use another archive.")
    return manifest


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
