"""Online procedures: a page the webmaster edits, and the frozen versions that citizens file."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from edm.organisation.models import Town


class Procedure(models.Model):
    """What all versions and translations of one procedure share; its page may be deleted, it stays."""

    town = models.ForeignKey(Town, on_delete=models.PROTECT, related_name="procedures")
    key = models.UUIDField(unique=True)  # the page's translation_key
    kind = models.ForeignKey("edm_register.CaseKind", on_delete=models.PROTECT, related_name="procedures")

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")

    def __str__(self) -> str:
        return str(self.key)


class ProcedureVersion(models.Model):
    """The procedure as it was published once: never changed, kept as long as a request names it."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    revision = models.CharField(max_length=60)  # which page revision it froze; freezing twice gives the same row
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=255)
    # {"steps": [{"id", "title", "intro", "fields": [{"id", "type", "label", "help", "required", …}]}]}
    definition = models.JSONField()
    frozen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["procedure", "number"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="procedure_version_number_unique"),
            models.UniqueConstraint(fields=["procedure", "revision"], name="procedure_version_revision_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"
