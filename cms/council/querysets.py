"""What the public may read: published meetings of a town, and what of its acts was put online."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from edm.organisation.api import Town

SHOWN = models.Q(meeting__isnull=True) | models.Q(meeting__published=True)


class MeetingQuerySet(models.QuerySet[Any]):
    def online(self, town: Town | None) -> Self:
        if not town:
            return self.none()
        return self.filter(town=town.pk, published=True)


class ActQuerySet(models.QuerySet[Any]):
    def online(self, town: Town | None) -> Self:
        """What has an address: of a meeting's deliberations, those of a meeting that is on the site itself.

        A withdrawn act keeps its address, which says that it is withdrawn, and why.
        """
        if not town:
            return self.none()
        return self.filter(SHOWN, town=town.pk, published_at__isnull=False)

    def readable(self, town: Town | None) -> Self:
        """Those online whose text can be read: not withdrawn."""
        return self.online(town).exclude(state="withdrawn")


class ActManager(models.Manager.from_queryset(ActQuerySet)):  # type: ignore[misc]
    """All acts, or those of one nature."""

    def __init__(self, nature: str = "") -> None:
        super().__init__()
        self.nature = nature

    def get_queryset(self) -> Any:
        acts = super().get_queryset()
        return acts.filter(nature=self.nature) if self.nature else acts
