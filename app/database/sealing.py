"""Fields that must not be read from a stolen copy of the database: AES-GCM, bound to their row.

A sealed field is `name of key · nonce · ciphertext`. The row's identity is the associated data, so that
a value moved to another row does not open. A look-up value is an HMAC: equal for equal, nothing more.
"""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
_keys: dict[str, bytes] = {}


class SealError(Exception):
    """A sealed field does not open: the key is not here, or the field is not this row's."""


def use_keys(keys: dict[str, bytes]) -> None:
    """Seal with the first of `keys` (name → 32 bytes), open with any of them."""
    _keys.clear()
    _keys.update(keys)


def seal(plain: str, row: str) -> bytes:
    """`plain` sealed for the field of that row, for instance "claimants:3f…:nino"."""
    name = next(iter(_keys))
    nonce = os.urandom(NONCE_BYTES)
    label = name.encode()
    return bytes([len(label)]) + label + nonce + AESGCM(_keys[name]).encrypt(nonce, plain.encode(), row.encode())


def unseal(sealed: bytes, row: str) -> str:
    """What `seal` was given for that row; raises SealError."""
    split = 1 + sealed[0]
    key = _keys.get(sealed[1:split].decode(errors="replace"))
    if key is None:
        raise SealError(f"the key that sealed {row} is not among FIELD_KEYS")
    try:
        nonce, ciphertext = sealed[split : split + NONCE_BYTES], sealed[split + NONCE_BYTES :]
        return AESGCM(key).decrypt(nonce, ciphertext, row.encode()).decode()
    except InvalidTag:
        raise SealError(f"{row} does not open: it was changed, or it is another row's") from None


def look_up(plain: str, field: str) -> bytes:
    """A value to find equal plain texts by, under the last (oldest) key so that new keys do not change it."""
    oldest = list(_keys.values())[-1]
    return hmac.digest(oldest, f"{field}:{plain}".encode(), hashlib.sha256)
