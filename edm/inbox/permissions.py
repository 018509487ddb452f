"""Who enters which screen. Which cases one sees or works on is CaseQuerySet's visible_to and workable_by."""

from __future__ import annotations

from typing import Any

from edm.organisation.models import Role, Town
from edm.organisation.selectors import roles_of

READERS = frozenset({Role.REGISTRAR, Role.HEAD, Role.CLERK, Role.ELECTED})
MANAGERS = frozenset({Role.REGISTRAR, Role.ADMINISTRATOR})


def may_read_mail(user: Any, town: Town | None) -> bool:
    """Whether the inbox is a place for this person at all; the administrator manages and reads no mail."""
    return bool(roles_of(user, town) & READERS)


def may_manage(user: Any, town: Town | None) -> bool:
    """Kinds of case: the registrar and the administrator."""
    return bool(roles_of(user, town) & MANAGERS)


def is_registrar(user: Any, town: Town | None) -> bool:
    return Role.REGISTRAR in roles_of(user, town)
