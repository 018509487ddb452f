"""The citizen's document space: what the town hall gave, kept with the account."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SpaceDocument(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="space_documents")
    town = models.ForeignKey("edm_organisation.Town", on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey("edm_files.Document", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("edm_register.Case", null=True, on_delete=models.SET_NULL, related_name="+")
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("document of the space")
        verbose_name_plural = _("documents of the space")
        ordering = ["-received_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["user", "document"], name="space_document_once")]

    def __str__(self) -> str:
        return str(self.document)

    @property
    def kind(self) -> str:
        """The few letters on its thumbnail: PDF, JPG…"""
        return self.document.name.rpartition(".")[2][:4].upper()
