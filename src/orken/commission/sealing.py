"""The counters of a secret ballot, sealed while the vote runs.

Whoever reads the database, also again and again or from its log, sees bytes that change as a whole with each vote; the
key is derived from the portal's secret key, which the database does not hold. Each seal belongs to one item.
"""

from __future__ import annotations

import secrets
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from orken.commission.voting import Choice, Votes

COUNTERS = struct.Struct(">III")
NONCE_BYTES = 12


class BrokenSeal(Exception):
    """The counters were changed, or the portal's secret key is another one than when they were sealed."""


def seal(votes: Votes, item_reference: str) -> bytes:
    """The counters as bytes of one length, different each time."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    plain = COUNTERS.pack(votes.for_, votes.against, votes.abstained)
    return nonce + AESGCM(_key(settings.SECRET_KEY)).encrypt(nonce, plain, item_reference.encode())


def unseal(sealed: bytes, item_reference: str) -> Votes:
    """Raises `BrokenSeal`."""
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            plain = AESGCM(_key(secret)).decrypt(nonce, rest, item_reference.encode())
        except InvalidTag:
            continue
        return Votes(*COUNTERS.unpack(plain))
    raise BrokenSeal(f"The counters of item {item_reference} cannot be opened: restore ORKEN_SECRET_KEY of that time.")


def with_one_more(votes: Votes, choice: Choice) -> Votes:
    return Votes(
        votes.for_ + (choice is Choice.FOR),
        votes.against + (choice is Choice.AGAINST),
        votes.abstained + (choice is Choice.ABSTAIN),
    )


def _key(secret: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"orken secret ballot").derive(secret.encode())
