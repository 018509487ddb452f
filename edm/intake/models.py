"""The ledger of all that arrives: received = registered + joined + duplicate + quarantined + rejected."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from edm.files.models import Document
from edm.organisation.models import Town
from edm.register.models import Channel, MailItem


class Reception(models.Model):
    class State(models.TextChoices):
        RECEIVED = "received", _("Received")  # bytes are safe, the register has not answered yet
        REGISTERED = "registered", _("Registered")
        JOINED = "joined", _("Joined its case")
        DUPLICATE = "duplicate", _("Duplicate")
        QUARANTINED = "quarantined", _("Put aside")
        REJECTED = "rejected", _("Rejected")

    town = models.ForeignKey(Town, on_delete=models.PROTECT, related_name="receptions")
    channel = models.CharField(max_length=8, choices=Channel)
    # What makes two arrivals the same one: a scan's SHA-256; a form's hidden UUID.
    key = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=255, blank=True)  # of the file, as it was called
    # Which file it was, so that a crash before its move is told from a second copy of the same bytes.
    inode = models.BigIntegerField(null=True)
    mtime_ns = models.BigIntegerField(null=True)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=11, choices=State, default=State.RECEIVED)
    reason = models.CharField(max_length=200, blank=True)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="receptions")
    item = models.ForeignKey(MailItem, null=True, on_delete=models.PROTECT, related_name="receptions")
    original = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="duplicates")
    # A page with the number was served, the file is in processed/, the message is flagged.
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["received_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["town", "channel", "key"],
                condition=~Q(state="duplicate"),
                name="reception_key_unique",
            ),
        ]
        indexes = [models.Index(fields=["town", "-received_at"], name="reception_town_received")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.name or self.key}"
