"""The notice board: what was posted, from when to when (certificat d'affichage)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cms.council.models.acts import Act
from cms.council.models.meetings import Meeting


class Posting(models.Model):
    """One paper on the board. What it is: an act, a meeting's notice or list, or any other document."""

    town = models.ForeignKey("edm_organisation.Town", on_delete=models.PROTECT, related_name="postings")
    title = models.CharField(_("what is posted"), max_length=600)
    act = models.ForeignKey(
        Act, null=True, blank=True, on_delete=models.PROTECT, related_name="postings", verbose_name=_("act")
    )
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="postings", verbose_name=_("meeting")
    )
    document = models.ForeignKey(
        "edm_files.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.CharField(_("place"), max_length=160, help_text=_("For example: tableau de la mairie."))
    posted_on = models.DateField(_("posted on"))
    removed_on = models.DateField(_("taken down on"), null=True, blank=True)

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("notice board")
        ordering = ["-posted_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True) | Q(removed_on__gte=F("posted_on")), name="posted_then_taken_down"
            )
        ]
        indexes = [models.Index(fields=["town", "-posted_on"], name="posting_town_date")]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.posted_on and self.removed_on and self.removed_on < self.posted_on:
            raise ValidationError({"removed_on": _("It is taken down after it was posted.")})
