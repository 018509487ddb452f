"""Who sees what, in one place: every list, count, search and file of the register goes through here.

A clerk sees the cases of own units and those sent for information; a confidential case only its assignee, the
head of its unit and the registrar. The administrator manages and reads no mail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from edm.organisation.models import Role
from edm.organisation.selectors import posts_of

if TYPE_CHECKING:
    from edm.organisation.models import Town


class CaseQuerySet(models.QuerySet[Any]):
    def workable_by(self, user: Any, town: Town | None) -> Self:
        """The cases of `town` that `user` may act on, by the roles held in that town."""
        return self._seen(user, town, with_informed=False)

    def visible_to(self, user: Any, town: Town | None) -> Self:
        """The cases of `town` that `user` may read: those to act on and those sent for information."""
        return self._seen(user, town, with_informed=True)

    def _seen(self, user: Any, town: Town | None, *, with_informed: bool) -> Self:
        roles = posts_of(user, town)
        if not roles:
            return self.none()
        here = self.filter(town=town)
        if any(role == Role.REGISTRAR for role, _ in roles):
            return here
        own = [unit for role, unit in roles if role in (Role.HEAD, Role.CLERK)]
        headed = [unit for role, unit in roles if role == Role.HEAD]
        seen = Q(unit_id__in=own, confidential=False) | Q(unit_id__in=headed)
        if own:
            seen |= Q(assignee=user)
        if with_informed:
            informed = self.model.informed.through.objects.filter(case_id=OuterRef("pk"), user_id=user.pk)
            seen |= Q(Exists(informed), confidential=False)
        return here.filter(seen)


class MailItemQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any, town: Town | None) -> Self:
        """The items of the cases that `user` may read."""
        from edm.register.models import Case

        return self.filter(town=town, case__in=Case.objects.visible_to(user, town).values("pk"))
