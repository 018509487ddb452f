"""Online procedures: a page the webmaster edits, and the frozen versions that citizens file."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.procedures.definition import digest_of
from portal.procedures.pages import ProcedureIndexPage, ProcedurePage

__all__ = ["Procedure", "ProcedureIndexPage", "ProcedurePage", "ProcedureVersion"]


class Procedure(models.Model):
    """What all versions and translations of one procedure share; its page may be deleted, it stays."""

    town = models.ForeignKey("edm_organisation.Town", on_delete=models.PROTECT, related_name="procedures")
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
    digest = models.CharField(max_length=64)  # of the definition: `verify` tells a version that was tampered with
    frozen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["procedure", "number"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="procedure_version_number_unique"),
            models.UniqueConstraint(fields=["procedure", "revision"], name="procedure_version_revision_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A published version never changes: freeze another one")
        self.digest = digest_of(self.definition)
        super().save(*args, **kwargs)
