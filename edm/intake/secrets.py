"""The password of a mailbox: it must be sent as it is, so it is kept encrypted, under a key made of SECRET_KEY."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "edm.intake.secrets"


class SecretLost(Exception):
    """SECRET_KEY is no longer the one that encrypted it: the password must be typed again."""


def secret_encrypt(text: str) -> str:
    """The text as a row of the database may hold it."""
    return _cipher().encrypt(text.encode()).decode()


def secret_decrypt(token: str) -> str:
    """The text again. Raises SecretLost."""
    try:
        return _cipher().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise SecretLost from error


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac(SALT, b"", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
