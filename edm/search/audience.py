"""Who may find what, as terms: those an object carries, and those a reader has.

The same rule as `CaseQuerySet.visible_to` of edm.register; a test holds one against the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edm.organisation.models import Role
from edm.organisation.selectors import posts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edm.organisation.models import Town

PUBLIC = "public"


def unit_term(unit_id: int) -> str:
    return f"unit:{unit_id}"


def head_term(unit_id: int) -> str:
    return f"head:{unit_id}"


def registrar_term(town_id: int) -> str:
    return f"registrar:{town_id}"


def user_term(user_id: int) -> str:
    return f"user:{user_id}"


def assignee_term(user_id: int) -> str:
    return f"assignee:{user_id}"


def case_terms(
    *, town_id: int, unit_id: int, confidential: bool, assignee_id: int | None, informed_ids: Iterable[int]
) -> list[str]:
    """Who may find the items of a case; those sent a case for information don't see it once confidential."""
    terms = [head_term(unit_id), registrar_term(town_id)]
    if assignee_id:
        terms.append(assignee_term(assignee_id))
    if not confidential:
        terms += [unit_term(unit_id), *(user_term(user_id) for user_id in informed_ids)]
    return terms


def reader_terms(user: Any, town: Town) -> list[str]:
    """What a member of the town hall has: nothing outside the town, nothing for an administrator's role alone."""
    if user is None:
        return [PUBLIC]
    held = posts_of(user, town)
    terms = [user_term(user.pk)] if held else []
    # Who has left the unit for another role (elected, say) has left the cases in hand.
    if any(role in (Role.HEAD, Role.CLERK) for role, _unit in held):
        terms.append(assignee_term(user.pk))
    for role, unit_id in held:
        if role == Role.REGISTRAR:
            terms.append(registrar_term(town.pk))
        if unit_id and role in (Role.HEAD, Role.CLERK):
            terms.append(unit_term(unit_id))
        if unit_id and role == Role.HEAD:
            terms.append(head_term(unit_id))
    return sorted(set(terms))
