"""Who writes: a decision bears its author's first name, name, capacity and service (CRPA, L212-1 and L212-2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import override

from edm.organisation.models import Membership, Role
from edm.register.models import Case

# When a person holds several posts in the town: that of the case's unit, else the first of these.
_ORDER = (Role.HEAD, Role.CLERK, Role.REGISTRAR, Role.ELECTED, Role.WEBMASTER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Author:
    name: str  # first name and name; "" when the account lacks one of them
    capacity: str
    unit: str
    town: str

    @property
    def lines(self) -> list[str]:
        post = ", ".join(filter(None, (self.capacity, self.unit)))
        return list(filter(None, (self.name, post, self.town)))

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def html(self) -> str:
        return "<p>" + "<br>".join(map(escape, self.lines)) + "</p>"


def author_of(case: Case, user: Any) -> Author:
    """The author's identity as a reply states it, in the town's language."""
    posts = Membership.objects.filter(user=user, town=case.town).select_related("unit")
    best = min(posts, key=lambda post: (post.unit_id != case.unit_id, _ORDER.index(Role(post.role))), default=None)
    with override(settings.LANGUAGE_CODE):
        capacity = str(Role(best.role).label) if best else ""
    unit = best.unit if best and best.unit else case.unit
    complete = bool(user.first_name and user.last_name)
    return Author(user.get_full_name() if complete else "", capacity, unit.name, case.town.name)
