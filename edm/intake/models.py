"""The ledger of all that arrives: received = registered + joined + duplicate + quarantined + rejected."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
        REJECTED = "rejected", pgettext_lazy("a message", "Rejected")

    town = models.ForeignKey(Town, on_delete=models.PROTECT, related_name="receptions")
    channel = models.CharField(max_length=8, choices=Channel)
    # What makes two arrivals the same one: a scan's SHA-256; a form's hidden UUID; the digest of a mail without
    # its trace headers.
    key = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=255, blank=True)  # of the file, as it was called; a mail's subject
    sender = models.CharField(max_length=320, blank=True)  # a mail's From, as an address
    # Where a mail lay: account, folder, UIDVALIDITY and UID. What was seen once is not fetched again.
    source = models.CharField(max_length=300, blank=True)
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
    # A registrar has decided of what was put aside: kept where it is, released, or thrown away.
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["received_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["town", "channel", "key"],
                condition=~Q(state="duplicate"),
                name="reception_key_unique",
            ),
            models.UniqueConstraint(fields=["town", "source"], condition=~Q(source=""), name="reception_source_unique"),
        ]
        indexes = [
            models.Index(fields=["town", "-received_at"], name="reception_town_received"),
            # What the channels look for at each look, and hardly ever find.
            models.Index(fields=["channel"], name="reception_open", condition=Q(acknowledged_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.name or self.key}"


class Mailbox(models.Model):
    """A folder of an e-mail account that is read by IMAP; its messages are left where they are, and flagged."""

    class Security(models.TextChoices):
        TLS = "tls", _("TLS (port 993)")
        STARTTLS = "starttls", _("STARTTLS (port 143)")
        NONE = "none", _("None: this machine alone")

    town = models.ForeignKey(Town, on_delete=models.PROTECT, related_name="mailboxes", verbose_name=_("town"))
    host = models.CharField(_("IMAP server"), max_length=200)
    port = models.PositiveIntegerField(_("port"), default=993)
    security = models.CharField(_("security"), max_length=8, choices=Security, default=Security.TLS)
    username = models.CharField(_("login"), max_length=200)
    password = models.CharField(_("password"), max_length=500)  # encrypted: edm.intake.secrets
    folder = models.CharField(_("folder"), max_length=200, default="INBOX")
    is_active = models.BooleanField(_("read"), default=True)
    # The mailbox of PARVIS_IMAP_URL: its connection follows the environment, and nobody edits it.
    from_environment = models.BooleanField(default=False, editable=False)
    # How far it was read. RFC 3501, 2.3.1.1: UIDs only grow, for as long as UIDVALIDITY stays the same.
    uid_validity = models.PositiveBigIntegerField(default=0, editable=False)
    uid_next = models.PositiveBigIntegerField(default=1, editable=False)
    checked_at = models.DateTimeField(null=True, editable=False)  # the last time the server answered
    error = models.CharField(max_length=500, blank=True, editable=False)  # of the last look; "" when it went well
    retry_at = models.DateTimeField(null=True, editable=False)  # after a failure: not looked at before

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")
        ordering = ["town", "id"]
        constraints = [
            models.UniqueConstraint(fields=["host", "username", "folder"], name="mailbox_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.username} ({self.folder})"
