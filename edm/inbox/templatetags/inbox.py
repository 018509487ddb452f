"""What the inbox's templates say of a case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.utils import timezone

from edm.files.api import weight
from edm.inbox import deadlines
from edm.register.models import Case

register = template.Library()
register.filter("weight", weight)
ADDRESS = re.compile(r"\S+@\S+")


@register.filter
def channel_icon(code: str) -> str:
    """The icon of a channel, always beside its word."""
    return deadlines.CHANNEL_ICONS.get(code, "mail")


@register.filter
def channel_word(code: str) -> Any:
    return deadlines.CHANNEL_WORDS.get(code, code)


@register.filter
def deadline(case: Case, today: date | None = None) -> deadlines.Deadline:
    """The case's deadline in words, seen from the town's today."""
    return deadlines.deadline_of(case, today or timezone.localdate())


@register.filter
def short_day(value: Any) -> str:
    """A date or a moment as “20 nov.”."""
    day = value if not hasattr(value, "hour") else timezone.localtime(value).date()
    return deadlines.short_date(day, timezone.localdate()) if isinstance(day, date) else ""


@register.filter
def of_key(values: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping holds under a key; None without it."""
    return values.get(key)


@register.filter
def without_addresses(words: str) -> str:
    """What a mail server said, for who may not read whom the mail was for."""
    return ADDRESS.sub("…", words)


@register.filter
def short_name(user: Any) -> str:
    """“Yann L.”: enough among colleagues, and it fits a column."""
    if user.first_name and user.last_name:
        return f"{user.first_name} {user.last_name[0]}."
    return str(user)


@register.filter
def initials(user: Any) -> str:
    return f"{user.first_name[:1]}{user.last_name[:1]}".upper() or str(user)[:2].upper()
