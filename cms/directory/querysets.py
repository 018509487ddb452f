"""What the public may read of the directory: the published entries of a town."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from edm.organisation.api import Town


class EntryQuerySet(models.QuerySet[Any]):
    def online(self, town: Town | None) -> Self:
        if not town:
            return self.none()
        return self.filter(town=town.pk, published=True)
