"""The outgoing queue: each mail is a row, written in the transaction of what it announces."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from edm.files.models import Document
from edm.register.models import Case, MailItem


class OutgoingMail(models.Model):
    class State(models.TextChoices):
        DUE = "due", _("To send")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Refused for good")

    state = models.CharField(max_length=6, choices=State, default=State.DUE)
    message_id = models.CharField(max_length=255, unique=True)  # without <>; the same at each try
    sender = models.CharField(max_length=320)
    recipients = models.JSONField()
    # Those no server has answered for yet: who accepted, or refused for good, is never written to again.
    pending = models.JSONField()
    refusals = models.JSONField(default=dict)  # address → what the server said
    subject = models.CharField(max_length=255)
    raw = models.BinaryField()  # RFC 5322, as it leaves but for `documents`
    # Attached when it leaves: their bytes never change, and need not lie in the database a second time.
    documents = models.ManyToManyField(Document, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="outgoing_mails")
    item = models.ForeignKey(MailItem, null=True, on_delete=models.SET_NULL, related_name="outgoing_mails")

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="outgoing_due")]  # the worker's query
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.subject} → {', '.join(self.recipients)}"
