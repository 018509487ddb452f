"""What was put online, as it was put online: never changed, by anybody (CGCT, R2131-1)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.council.models.acts import Act
from cms.council.models.meetings import Meeting


class PublishedVersion(models.Model):
    """A fixed-layout PDF put online: of an act, or of a meeting (agenda, list of deliberations, minutes), or a gazette.

    Its file is stored under its SHA-256 and written once. The row itself is immutable but for its end: `save` refuses,
    and so do triggers of the database (immutability.py), which no script goes round.
    """

    class Kind(models.TextChoices):
        ACT = "act", _("Act")
        AGENDA = "agenda", _("Agenda")
        LIST = "list", _("List of the deliberations examined")  # CGCT L2121-25
        MINUTES = "minutes", _("Minutes")
        GAZETTE = "gazette", _("Collection of acts")

    ENDS = frozenset({"withdrawn_at", "withdrawn_reason"})  # all that may still change

    town = models.ForeignKey("edm_organisation.Town", on_delete=models.PROTECT, related_name="published_versions")
    kind = models.CharField(max_length=7, choices=Kind)
    act = models.ForeignKey(Act, null=True, blank=True, on_delete=models.PROTECT, related_name="versions")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="versions")
    # Of a gazette: the legal body and the first day of its month.
    body = models.ForeignKey("edm_organisation.LegalBody", null=True, blank=True, on_delete=models.PROTECT)
    month = models.DateField(null=True, blank=True)
    number = models.PositiveSmallIntegerField(default=1)  # 1, then 2 where a corrected one replaces it…
    document = models.ForeignKey("edm_files.Document", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(_("SHA-256 fingerprint"), max_length=64)
    title = models.CharField(max_length=600)
    # First name, name and capacity (CGCT, R2131-1).
    author = models.CharField(_("author"), max_length=160, blank=True)
    reason = models.CharField(_("reason of the new version"), max_length=300, blank=True)  # of 2, 3…
    anonymised = models.BooleanField(_("without personal data"), default=False)
    put_online_at = models.DateTimeField(_("put online"))
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("published version")
        verbose_name_plural = _("published versions")
        ordering = ["-put_online_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="act", act__isnull=False, meeting__isnull=True, month__isnull=True)
                | Q(
                    kind__in=["agenda", "list", "minutes"],
                    act__isnull=True,
                    meeting__isnull=False,
                    month__isnull=True,
                )
                | Q(kind="gazette", act__isnull=True, meeting__isnull=True, body__isnull=False, month__isnull=False),
                name="version_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["act", "number"], condition=Q(act__isnull=False), name="version_number_of_act"
            ),
            models.UniqueConstraint(
                fields=["meeting", "kind", "number"],
                condition=Q(meeting__isnull=False),
                name="version_number_of_meeting",
            ),
            models.UniqueConstraint(
                fields=["body", "month", "number"], condition=Q(kind="gazette"), name="version_number_of_gazette"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        changed = kwargs.get("update_fields")
        if self.pk and not self._state.adding and not (changed and set(changed) <= self.ENDS):
            raise ValidationError(_("What was put online is never changed: publish a new version."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ValidationError(_("What was put online is never deleted: withdraw it, with the reason."))
