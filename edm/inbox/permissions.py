"""Who works on which case. What one may *see* is CaseQuerySet.visible_to; here is what one may *do*."""

from __future__ import annotations

from typing import Any

from edm.organisation.models import Membership, Role, Town
from edm.organisation.selectors import roles_of
from edm.register.models import Case

READERS = frozenset({Role.REGISTRAR, Role.HEAD, Role.CLERK, Role.ELECTED})
MANAGERS = frozenset({Role.REGISTRAR, Role.ADMINISTRATOR})


def may_read_mail(user: Any, town: Town | None) -> bool:
    """Whether the inbox is a place for this person at all; the administrator manages and reads no mail."""
    return bool(roles_of(user, town) & READERS)


def may_manage(user: Any, town: Town | None) -> bool:
    """Kinds of case, reply templates of the whole town: the registrar and the administrator."""
    return bool(roles_of(user, town) & MANAGERS)


def is_registrar(user: Any, town: Town | None) -> bool:
    return Role.REGISTRAR in roles_of(user, town)


def may_handle(user: Any, case: Case) -> bool:
    """Whether this person, who sees the case, may act on it: what was sent for information is read only."""
    if is_registrar(user, case.town):
        return True
    if case.assignee_id == user.pk:
        return True
    works_there = Membership.objects.filter(user=user, town=case.town, unit=case.unit_id)
    return works_there.filter(role__in=(Role.HEAD, Role.CLERK)).exists()
