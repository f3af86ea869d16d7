"""The installation's own signature, under what it certifies."""

from contextlib import suppress

from nacl.encoding import HexEncoder
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from soundings.errors import KeysError
from soundings_web.keys.folder import KeyFolder

NAME = "signing.key"


def signing_key(folder: KeyFolder) -> SigningKey:
    """The installation's key, made on first use."""
    if not folder.has(NAME):
        with suppress(KeysError):  # another process was quicker; its key is ours too
            folder.create(NAME, bytes(SigningKey.generate()))
    return SigningKey(folder.read(NAME))


def has_signing_key(folder: KeyFolder) -> bool:
    """Whether this installation has ever signed anything, as far as its key folder knows."""
    return folder.has(NAME)


def signature(text: str, folder: KeyFolder) -> str:
    """The signature under a text, in hexadecimal digits."""
    return str(signing_key(folder).sign(text.encode(), encoder=HexEncoder).signature.decode())


def public_half(folder: KeyFolder) -> str:
    """What anybody needs to check a signature, in hexadecimal digits."""
    return str(signing_key(folder).verify_key.encode(HexEncoder).decode())


def is_signed(text: str, signed: str, public: str) -> bool:
    """Whether the owner of this public half signed exactly this text."""
    try:
        VerifyKey(public.encode(), HexEncoder).verify(text.encode(), bytes.fromhex(signed))
    except (BadSignatureError, ValueError):
        return False
    return True
