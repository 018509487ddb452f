"""E-mail addresses: which may be written to, and how they are spelt on the wire."""

from __future__ import annotations

import re
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from edm.organisation.models import Town, Unit

# No space, control character or separator: nothing that could begin another header or another recipient.
LOCAL_PART = re.compile(r"""[^\s@<>(),:;\\"\[\]\x00-\x1f\x7f]{1,64}""")
CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


def address_clean(value: str) -> str:
    """The bare address in `value` ("Name <address>" or "address"), its domain in ASCII; "" if it can't be used."""
    if CONTROL.search(value):
        return ""
    local, at, domain = parseaddr(value.strip())[1].rpartition("@")
    if not at or not LOCAL_PART.fullmatch(local):
        return ""
    try:
        domain = domain.encode("idna").decode("ascii").lower()
        validate_email(f"x@{domain}")
    except (UnicodeError, ValidationError):
        return ""
    return f"{local}@{domain}"


def address_domain(address: str) -> str:
    """The domain of a cleaned address."""
    return address.rpartition("@")[2]


def own_addresses() -> frozenset[str]:
    """The town halls' own addresses, lower-cased: writing to them would make mail run in circles."""
    own = {settings.DEFAULT_FROM_EMAIL, *Town.objects.values_list("email", flat=True)}
    own.update(Unit.objects.exclude(email="").values_list("email", flat=True))
    return frozenset(address_clean(address).lower() for address in own) - {""}
