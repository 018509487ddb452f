"""The citizen's end of a request; status and messages live in edm alone."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.procedures.models import ProcedureVersion


class ServiceRequest(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")

    # The hidden UUID of the form: posted twice, the same number comes back.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    town = models.ForeignKey("edm_organisation.Town", on_delete=models.PROTECT, related_name="service_requests")
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="requests")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="service_requests"
    )
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    answers = models.JSONField(default=dict)  # {field id: value}; a file field holds document ids
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    address = models.TextField(_("postal address"), blank=True)
    # Shown once to who files without an account; with the number it opens the tracking page.
    tracking_code = models.CharField(max_length=20, blank=True)
    case = models.ForeignKey("edm_register.Case", null=True, on_delete=models.PROTECT, related_name="requests")
    # What was typed after the session had expired, until its owner signs in again.
    parked_for = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="parked")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="request_user_created"),
            models.Index(fields=["state", "updated_at"], name="request_drafts_to_purge"),
        ]

    def __str__(self) -> str:
        return f"{self.version.title} {self.pk}"


class RequestFile(models.Model):
    """A file given to a draft: kept at once, so that nothing uploaded is lost by an error elsewhere."""

    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="files")
    field = models.CharField(max_length=60)
    document = models.ForeignKey("edm_files.Document", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.field}: {self.document}"
