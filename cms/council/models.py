"""The council's meetings and the deliberations they adopt, as the public reads them."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.council.querysets import DeliberationQuerySet, MeetingQuerySet


class Meeting(models.Model):
    town = models.ForeignKey(
        "edm_organisation.Town", on_delete=models.PROTECT, related_name="meetings", verbose_name=_("town")
    )
    body = models.ForeignKey(
        "edm_organisation.LegalBody", on_delete=models.PROTECT, related_name="meetings", verbose_name=_("legal body")
    )
    date = models.DateField(_("date"))
    time = models.TimeField(_("time"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    published = models.BooleanField(_("on the site"), default=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-date", "-time"]
        constraints = [models.UniqueConstraint(fields=["body", "date", "time"], name="meeting_unique")]
        indexes = [models.Index(fields=["town", "published", "-date"], name="meeting_town_date")]  # the public list

    def __str__(self) -> str:
        return f"{self.body}, {self.date:%d/%m/%Y}"

    def clean(self) -> None:
        super().clean()
        if self.body_id and self.town_id and self.body.town_id != self.town_id:
            raise ValidationError({"body": _("Choose a body of this town.")})

    def get_absolute_url(self) -> str:
        return reverse("council:meeting", args=[self.pk])


class Deliberation(models.Model):
    class Result(models.TextChoices):
        ADOPTED = "adopted", _("Adopted")
        REJECTED = "rejected", _("Rejected")
        POSTPONED = "postponed", _("Postponed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="deliberations", verbose_name=_("meeting")
    )
    position = models.PositiveSmallIntegerField(_("place on the agenda"), default=1)
    number = models.CharField(_("number"), max_length=40, help_text=_("For example: 2026-068."))
    title = models.CharField(_("title"), max_length=255)
    rapporteur = models.CharField(_("rapporteur"), max_length=120, blank=True)
    author = models.CharField(
        _("author of the act"),
        max_length=160,
        blank=True,
        help_text=_("First name, name and capacity of who signs it."),
    )
    text = models.TextField(_("text"), blank=True)
    result = models.CharField(_("result"), max_length=10, choices=Result, default=Result.ADOPTED)
    votes_for = models.PositiveSmallIntegerField(_("votes for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("votes against"), null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField(_("abstentions"), null=True, blank=True)
    document = models.ForeignKey(
        "edm_files.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="deliberations"
    )
    # When the public could first read it (CGCT R2131-1); null: not online.
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DeliberationQuerySet.as_manager()

    class Meta:
        verbose_name = _("deliberation")
        verbose_name_plural = _("deliberations")
        ordering = ["meeting", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="deliberation_number_unique"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(document__isnull=False), name="online_with_its_document"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("council:deliberation", args=[self.pk])

    @property
    def has_votes(self) -> bool:
        return self.votes_for is not None

    @property
    def is_unanimous(self) -> bool:
        return bool(self.votes_for) and not self.votes_against and not self.abstentions

    @property
    def vote_parts(self) -> list[tuple[str, float, float]]:
        """The bar of the vote: (class, start, width) of each part, in hundredths of its length."""
        sides = (("pour", self.votes_for or 0), ("contre", self.votes_against or 0), ("abst", self.abstentions or 0))
        total = sum(count for _name, count in sides)
        parts, start = [], 0.0
        for name, count in sides:
            if count:
                parts.append((name, start, 100 * count / total))
                start += 100 * count / total
        return parts

    def put_online(self, at: datetime | None = None) -> None:
        """The first time is the one that counts, and stays."""
        self.published_at = self.published_at or at or timezone.now()
