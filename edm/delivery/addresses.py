"""E-mail addresses: which may be written to, and how they are spelt on the wire."""

from __future__ import annotations

import re
import time
from email.utils import getaddresses
from functools import lru_cache

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from edm.organisation.models import Town, Unit

# No space, control character or separator: nothing that could begin another header or another recipient.
LOCAL_PART = re.compile(r"""[^\s@<>(),:;\\"\[\]\x00-\x1f\x7f]{1,64}""")
REMEMBERED = 60.0  # seconds: how long what another process changed may go unseen
CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")

# Where anybody may have an address: a small town hall's own is often one of these.
PUBLIC_DOMAINS = frozenset(
    (
        "9online.fr",
        "aliceadsl.fr",
        "aol.com",
        "bbox.fr",
        "cegetel.net",
        "club-internet.fr",
        "free.fr",
        "gmail.com",
        "gmx.com",
        "gmx.fr",
        "googlemail.com",
        "hotmail.com",
        "hotmail.fr",
        "icloud.com",
        "laposte.net",
        "live.com",
        "live.fr",
        "mac.com",
        "mailo.com",
        "me.com",
        "msn.com",
        "netcourrier.com",
        "neuf.fr",
        "nordnet.fr",
        "numericable.fr",
        "orange.fr",
        "outlook.com",
        "outlook.fr",
        "proton.me",
        "protonmail.com",
        "sfr.fr",
        "wanadoo.fr",
        "yahoo.com",
        "yahoo.fr",
        "ymail.com",
    )
)

_own: dict[str, tuple[frozenset[str], float]] = {}


@lru_cache(maxsize=1024)  # the town halls' own are spelled again each minute, and each mail checks its recipient's
def address_clean(value: str) -> str:
    """The bare address in `value` ("Name <address>" or "address"), its domain in ASCII; "" if it can't be used."""
    if CONTROL.search(value):
        return ""
    found = getaddresses([value.strip()])
    if len(found) != 1:  # a list, or nothing
        return ""
    local, at, domain = found[0][1].rpartition("@")
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
    """The town halls' own addresses, lower-cased: writing to them would make mail run in circles.

    Asked for each mail, so remembered: until one changes in this process, or for a minute.
    """
    known, until = _own.get("all", (frozenset(), 0.0))
    if time.monotonic() > until:
        known = _own_read()
        _own["all"] = known, time.monotonic() + REMEMBERED
    return known


def is_internal(value: str, town: Town) -> bool:
    """Whether an address is the town hall's: one of its own, or another one of its domain that is no citizen's.

    So is the copier that sends scans, and a clerk. A domain of which everybody may have an address tells nothing.
    """
    address = address_clean(value).lower()
    if address in own_addresses():
        return True
    domain = address_domain(address_clean(town.email)).lower()
    if not domain or address_domain(address) != domain or domain in PUBLIC_DOMAINS:
        return False
    return not get_user_model().objects.filter(email__iexact=address, memberships=None).exists()


def own_addresses_forget(**_signal: object) -> None:
    """A town or a unit was saved or deleted."""
    _own.clear()


def _own_read() -> frozenset[str]:
    own = {settings.DEFAULT_FROM_EMAIL, *Town.objects.values_list("email", flat=True)}
    own.update(Unit.objects.exclude(email="").values_list("email", flat=True))
    return frozenset(address_clean(address).lower() for address in own) - {""}
