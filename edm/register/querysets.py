"""Who sees what, in one place: every list, count, search and file of the register goes through here.

A clerk sees the cases of own units and those sent for information; a confidential case only its assignee, the
head of its unit and the registrar. The administrator manages and reads no mail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from edm.organisation.models import Membership, Role

if TYPE_CHECKING:
    from edm.organisation.models import Town


class CaseQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any, town: Town | None) -> Self:
        """The cases of `town` that `user` may read, by the roles held in that town."""
        if town is None or not user.is_authenticated or not user.is_active:
            return self.none()
        roles = Membership.objects.filter(user=user, town=town)
        registrar, unit_ids, headed_ids, member = False, [], [], False
        for role, unit_id in roles.values_list("role", "unit_id"):
            member = True
            registrar |= role == Role.REGISTRAR
            if role in (Role.HEAD, Role.CLERK):
                unit_ids.append(unit_id)
            if role == Role.HEAD:
                headed_ids.append(unit_id)
        if not member:
            return self.none()
        here = self.filter(town=town)
        if registrar:
            return here
        informed = Exists(self.model.informed.through.objects.filter(case_id=OuterRef("pk"), user_id=user.pk))
        open_to_unit = Q(confidential=False) & (Q(unit_id__in=unit_ids) | Q(informed))
        return here.filter(open_to_unit | Q(unit_id__in=headed_ids) | Q(assignee=user))


class MailItemQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any, town: Town | None) -> Self:
        """The items of the cases that `user` may read."""
        from edm.register.models import Case

        return self.filter(town=town, case__in=Case.objects.visible_to(user, town).values("pk"))
