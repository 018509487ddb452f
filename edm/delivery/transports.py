"""Where a mail leaves by: an SMTP server, or a folder of .eml files for a demonstration."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from edm.delivery.addresses import address_domain

CONNECT_TIMEOUT = 30
# A server may take its time after the last byte; hanging up before its 250 is how mails leave twice (RFC 5321,
# 4.5.3.2.6).
END_OF_DATA_TIMEOUT = 600
SERVICE_CLOSING = 421
SCHEMES = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


class Unreachable(Exception):
    """The server can't be used at all now: no mail is to blame."""


@dataclass
class Verdict:
    """What the server said of one mail: it holds it for `accepted`, and never wants it for `refused`.

    Whoever is in neither is tried again later.
    """

    accepted: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    error: str = ""  # the last temporary refusal


class Transport(Protocol):
    def send(self, *, name: str, sender: str, recipients: Sequence[str], raw: bytes) -> Verdict:
        """Try once. Raises Unreachable; says the rest in the verdict."""

    def close(self) -> None:
        """End the batch."""


class OutboxTransport:
    """Each mail is a file of $PARVIS_DATA/outbox: a mail tried again takes its own place."""

    def send(self, *, name: str, sender: str, recipients: Sequence[str], raw: bytes) -> Verdict:
        folder = Path(settings.PARVIS_DATA) / "outbox"
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / f".{name}.tmp"
        with unfinished.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(folder / name)
        directory = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
        return Verdict(accepted=list(recipients))

    def close(self) -> None:
        return


class PatientSMTP(smtplib.SMTP):
    """Waits long for the answer to DATA."""

    def data(self, msg: Any) -> tuple[int, bytes]:
        if self.sock is not None:
            self.sock.settimeout(END_OF_DATA_TIMEOUT)
        try:
            return super().data(msg)
        finally:
            if self.sock is not None:
                self.sock.settimeout(CONNECT_TIMEOUT)


class PatientSMTPS(PatientSMTP, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class SmtpTransport:
    """One connection a batch, opened at the first mail and again after the server hung up."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in SCHEMES or not parts.hostname:
            raise ImproperlyConfigured(f"PARVIS_SMTP_URL must be {', '.join(SCHEMES)}://[user:password@]host[:port]")
        self.scheme, self.host, self.port = parts.scheme, parts.hostname, parts.port or SCHEMES[parts.scheme]
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.connection: smtplib.SMTP | None = None

    def send(self, *, name: str, sender: str, recipients: Sequence[str], raw: bytes) -> Verdict:
        connection = self.connection or self._connect(sender)
        accented = not all(address.isascii() for address in (sender, *recipients))
        options = ["SMTPUTF8", "BODY=8BITMIME"] if accented else []
        try:
            refusals = connection.sendmail(sender, list(recipients), raw, mail_options=options)
        except smtplib.SMTPRecipientsRefused as refused:
            refusals = refused.recipients
        except smtplib.SMTPNotSupportedError as refused:
            return Verdict(refused=dict.fromkeys(recipients, str(refused)[:300]))
        except smtplib.SMTPResponseException as refused:  # of the sender or of the content: all share it
            self._drop_if_closing(refused.smtp_code)
            said = refused.smtp_error if isinstance(refused.smtp_error, bytes) else refused.smtp_error.encode()
            refusals = dict.fromkeys(recipients, (refused.smtp_code, said))
        except (smtplib.SMTPException, OSError) as broken:
            self._drop()
            return Verdict(error=f"{type(broken).__name__}: {broken}"[:500])
        return self._verdict(recipients, refusals)

    def close(self) -> None:
        if self.connection is not None:
            try:
                self.connection.quit()
            except (smtplib.SMTPException, OSError):
                self._drop()
        self.connection = None

    def _connect(self, sender: str) -> smtplib.SMTP:
        kind: Callable[..., smtplib.SMTP] = PatientSMTPS if self.scheme == "smtps" else PatientSMTP
        context = ssl.create_default_context()
        more: dict[str, Any] = {"context": context} if self.scheme == "smtps" else {}
        name = address_domain(sender) or "localhost"
        try:
            connection = kind(self.host, self.port, local_hostname=name, timeout=CONNECT_TIMEOUT, **more)
            try:
                if self.scheme == "smtp+starttls":
                    connection.starttls(context=context)
                if self.user:
                    connection.login(self.user, self.password)
            except BaseException:
                connection.close()
                raise
        except (smtplib.SMTPException, OSError) as failed:
            raise Unreachable(f"{self.host}:{self.port}: {failed}"[:500]) from failed
        self.connection = connection
        return connection

    def _verdict(self, recipients: Sequence[str], refusals: dict[str, tuple[int, bytes]]) -> Verdict:
        verdict = Verdict(accepted=[address for address in recipients if address not in refusals])
        for address, (code, said) in refusals.items():
            words = f"{code} {said.decode(errors='replace')}"[:300]
            if code >= 500:
                verdict.refused[address] = words
            else:
                verdict.error = words
                self._drop_if_closing(code)
        return verdict

    def _drop_if_closing(self, code: int) -> None:
        if code == SERVICE_CLOSING or code < 0:
            self._drop()

    def _drop(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def transport_open() -> Transport:
    """The transport of the settings."""
    url: str = settings.PARVIS_SMTP_URL
    return SmtpTransport(url) if url else OutboxTransport()
