"""Which mailboxes are read: those of the settings, and the one that PARVIS_IMAP_URL names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q
from django.utils import timezone

from edm.intake.imap import MailboxDown, folder_open, imap_open
from edm.intake.models import Mailbox
from edm.intake.secrets import SecretLost, secret_decrypt, secret_encrypt
from edm.organisation.models import Town

Security = Mailbox.Security
SCHEMES = {"imap": (143, Security.NONE), "imaps": (993, Security.TLS)}
# What says where the messages lie: when it changes, they are others.
PLACE = ("host", "username", "folder")


@dataclass(frozen=True)
class ImapAccount:
    """What an address such as imaps://user:password@host:993/INBOX says."""

    host: str
    port: int
    security: str
    username: str
    password: str
    folder: str

    @classmethod
    def from_url(cls, url: str) -> ImapAccount:
        """Raises ImproperlyConfigured, which does not repeat the password."""
        wanted = "PARVIS_IMAP_URL is written imap://user:password@host:port/INBOX, or imaps:// for TLS"
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise ImproperlyConfigured(wanted) from error
        if parts.scheme not in SCHEMES or not parts.hostname or not parts.username or parts.password is None:
            raise ImproperlyConfigured(wanted)
        usual_port, security = SCHEMES[parts.scheme]
        return cls(
            host=parts.hostname,
            port=port or usual_port,
            security=security,
            username=unquote(parts.username),
            password=unquote(parts.password),
            folder=unquote(parts.path.strip("/")) or "INBOX",
        )


def mailbox_save(*, mailbox: Mailbox, password: str = "") -> Mailbox:
    """Keep a mailbox as it was filled in; an empty password leaves the one it has. It is read at once."""
    if password:
        mailbox.password = secret_encrypt(password)
    before = Mailbox.objects.filter(pk=mailbox.pk).values(*PLACE).first() if mailbox.pk else None
    if before is None or any(before[field] != getattr(mailbox, field) for field in PLACE):
        mailbox.uid_validity, mailbox.uid_next, mailbox.checked_at = 0, 1, None
    mailbox.error, mailbox.retry_at = "", None
    mailbox.save()
    return mailbox


def mailbox_check(mailbox: Mailbox) -> str:
    """Try the connection: "" when the folder opens, else what failed, in a sentence for the administrator."""
    try:
        with imap_open(mailbox) as client:
            folder_open(client, mailbox)
    except MailboxDown as down:
        return str(down)
    return ""


def mailboxes_due() -> list[int]:
    """The mailboxes to look at, those left out that lately refused to be read."""
    mailbox_keep_environment()
    now = timezone.now()
    due = Mailbox.objects.filter(Q(retry_at=None) | Q(retry_at__lte=now), is_active=True)
    return list(due.order_by("id").values_list("pk", flat=True))


def mailbox_keep_environment() -> None:
    """Keep the default town's mailbox as PARVIS_IMAP_URL says: made, changed, or read no more."""
    row = Mailbox.objects.filter(from_environment=True).first()
    if not settings.PARVIS_IMAP_URL:
        if row and row.is_active:
            row.is_active = False
            row.save(update_fields=["is_active"])
        return
    town = Town.objects.default()
    if town is None:
        return
    account = ImapAccount.from_url(settings.PARVIS_IMAP_URL)
    wanted: dict[str, Any] = {
        "town": town,
        "host": account.host,
        "port": account.port,
        "security": account.security,
        "username": account.username,
        "folder": account.folder,
        "is_active": True,
    }
    # One filled in by hand for the same folder is the same mailbox.
    found = Mailbox.objects.filter(**{field: wanted[field] for field in PLACE}).first() or row or Mailbox()
    if row == found and _is_as(row, wanted, account.password):
        return
    if row and row != found:
        Mailbox.objects.filter(pk=row.pk).update(from_environment=False, is_active=False)
    found.from_environment = True
    for field, value in wanted.items():
        setattr(found, field, value)
    mailbox_save(mailbox=found, password=account.password)


def _is_as(mailbox: Mailbox, wanted: dict[str, Any], password: str) -> bool:
    if any(getattr(mailbox, field) != value for field, value in wanted.items()):
        return False
    try:
        return secret_decrypt(mailbox.password) == password
    except SecretLost:
        return False
