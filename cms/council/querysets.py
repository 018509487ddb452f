"""What the public may read: published meetings of a town, and what of them was put online."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from edm.organisation.api import Town


class MeetingQuerySet(models.QuerySet[Any]):
    def online(self, town: Town | None) -> Self:
        if not town:
            return self.none()
        return self.filter(town=town.pk, published=True)


class DeliberationQuerySet(models.QuerySet[Any]):
    def online(self, town: Town | None) -> Self:
        if not town:
            return self.none()
        return self.filter(meeting__town=town.pk, meeting__published=True, published_at__isnull=False)
