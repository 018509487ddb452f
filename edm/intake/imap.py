"""The IMAP side of a mailbox: a connection that never waits for ever, and a message read in pieces."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from edm.intake.models import Mailbox
from edm.intake.secrets import SecretLost, secret_decrypt

TIMEOUT = SocketTimeout(connect=10, read=30)  # seconds without a single byte
PIECE = 1024 * 1024
MOST = 200 * PIECE  # bytes of one message: far more than mail servers pass on
MOST_AT_ONCE = 200  # messages named in one command
FLAGS = (rb"\Flagged", rb"\Seen")
# The connection is cut, or what comes over it makes no sense.
BROKEN = (OSError, IMAPClientError, ValueError, EOFError)

Security = Mailbox.Security


class MailboxDown(Exception):
    """The mailbox can't be read now; the message is for the administrator. `refused`: it will not mend by itself."""

    def __init__(self, message: str, *, refused: bool = False) -> None:
        super().__init__(message)
        self.refused = refused


class MessageGone(Exception):
    """The message is no longer in the folder: another program has removed it."""


class MessageWithheld(Exception):
    """The server does not give this one message, or gives too much of it."""


@dataclass(frozen=True)
class Folder:
    uid_validity: int
    uid_next: int


@contextlib.contextmanager
def _speaking(host: str) -> Iterator[None]:
    """Every failure while a server is spoken to, as MailboxDown."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        words = _("The certificate of %(host)s can't be trusted (%(words)s).")
        raise MailboxDown(words % {"host": host, "words": error.verify_message}, refused=True) from error
    except BROKEN as error:
        words = _("%(host)s does not answer as it should (%(words)s).")
        raise MailboxDown(words % {"host": host, "words": _words(error)}) from error


@contextlib.contextmanager
def imap_open(mailbox: Mailbox) -> Iterator[IMAPClient]:
    """A signed-in connection. Raises MailboxDown."""
    with _speaking(mailbox.host):
        client = _connect(mailbox)
        client.normalise_times = False  # INTERNALDATE with its zone
    try:
        with _speaking(mailbox.host):
            _login(client, mailbox)
        yield client
    finally:
        with contextlib.suppress(*BROKEN):
            client.logout()
        with contextlib.suppress(*BROKEN):
            client.shutdown()


def _connect(mailbox: Mailbox) -> IMAPClient:
    if mailbox.security == Security.TLS:
        return IMAPClient(
            mailbox.host, mailbox.port, ssl=True, ssl_context=ssl.create_default_context(), timeout=TIMEOUT
        )
    client = IMAPClient(mailbox.host, mailbox.port, ssl=False, timeout=TIMEOUT)
    try:
        if mailbox.security == Security.STARTTLS:
            client.starttls(ssl.create_default_context())
        elif client.has_capability("STARTTLS"):
            client.starttls(_unverified())
    except BaseException:
        client.shutdown()
        raise
    return client


def _unverified() -> ssl.SSLContext:
    """Where no TLS was asked for, any is better than none (RFC 7435): a server's own certificate will do."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _login(client: IMAPClient, mailbox: Mailbox) -> None:
    try:
        password = secret_decrypt(mailbox.password)
    except SecretLost as error:
        raise MailboxDown(_("The password can't be read any more: type it again."), refused=True) from error
    try:
        if password.isascii() and mailbox.username.isascii():
            client.login(mailbox.username, password)
        else:  # LOGIN knows ASCII alone
            client.plain_login(mailbox.username, password)
    except LoginError as error:
        if isinstance(error.__context__, IMAPClientAbortError):
            raise error.__context__ from None  # cut off, not refused
        words = _("%(host)s refuses the login or the password (%(words)s).")
        raise MailboxDown(words % {"host": mailbox.host, "words": _words(error)}, refused=True) from error


def folder_open(client: IMAPClient, mailbox: Mailbox) -> Folder:
    """Select the folder of the mailbox. Raises MailboxDown, where there is none of that name too."""
    with _speaking(mailbox.host):
        try:
            told = client.select_folder(mailbox.folder)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            words = _("There is no folder %(folder)s (%(words)s).")
            raise MailboxDown(words % {"folder": mailbox.folder, "words": _words(error)}, refused=True) from error
        return Folder(int(told[b"UIDVALIDITY"]), int(told.get(b"UIDNEXT", 0)))


def uids_from(client: IMAPClient, first: int) -> list[int]:
    """The UIDs of the folder's messages from `first` on, in their order. Raises MailboxDown."""
    with _speaking(client.host):
        # RFC 3501, 6.4.8: "7:*" always holds the last message, even where its UID is 3.
        return sorted(uid for uid in client.search(["UID", f"{first}:*"]) if uid >= first)


def messages_flag(client: IMAPClient, uids: list[int]) -> None:
    """Mark messages as dealt with; one that is gone is passed over. Raises MailboxDown."""
    with _speaking(client.host):
        for start in range(0, len(uids), MOST_AT_ONCE):
            client.add_flags(uids[start : start + MOST_AT_ONCE], FLAGS, silent=True)


@dataclass
class MessageStream:
    """A message's bytes, fetched a piece at a time, so that a big one never lies in memory; it stays unseen."""

    client: IMAPClient
    uid: int
    arrived_at: datetime | None = None  # INTERNALDATE, aware; known once the first piece was read
    _offset: int = field(default=0, init=False)
    _most: int = field(default=0, init=False)  # bytes; known once the first piece was read
    _ended: bool = field(default=False, init=False)

    def read(self, _size: int, /) -> bytes:
        """The next piece, b"" at the end. Raises MessageGone, MessageWithheld, MailboxDown."""
        if self._ended:
            return b""
        wanted = [f"BODY.PEEK[]<{self._offset}.{PIECE}>", *([] if self._offset else ["INTERNALDATE", "RFC822.SIZE"])]
        answer = self._fetch(wanted)
        key = next((key for key in answer if key.startswith(b"BODY[]")), None)
        if key is None:
            raise MessageGone(self.uid)
        if date := answer.get(b"INTERNALDATE"):
            self.arrived_at = date
        piece: bytes = answer[key] or b""
        self._most = self._most or _bound(answer.get(b"RFC822.SIZE") or 0)
        self._offset += len(piece)
        if self._offset > self._most:
            raise MessageWithheld(_("The server sends more of this e-mail than it told: what came is not kept."))
        self._ended = len(piece) < PIECE
        return piece

    def _fetch(self, wanted: list[str]) -> dict[bytes, Any]:
        with _speaking(self.client.host):
            try:
                return dict(self.client.fetch([self.uid], wanted).get(self.uid, {}))
            except IMAPClientAbortError:
                raise
            except IMAPClientError as error:
                raise MessageWithheld(_words(error)) from error


def _bound(size: int) -> int:
    """How many bytes are taken of a message of this size (0: the server tells none). Raises MessageWithheld."""
    if size > MOST:
        words = _("This e-mail is too big (%(size)s MB): it stays on the server.")
        raise MessageWithheld(words % {"size": size // PIECE})
    return min(MOST, 2 * size + PIECE) if size else MOST  # some servers tell no more than an estimate


def _words(error: BaseException) -> str:
    """What a server or the system said, on one line."""
    said = error.args[0] if error.args and isinstance(error.args[0], bytes) else str(error)
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:200] or type(error).__name__
