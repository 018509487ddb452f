"""A real IMAP server for the tests of the e-mail channel, started once for the process that runs them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from edm.intake.mailboxes import mailboxes_due
from edm.intake.models import Mailbox
from tests.factories import TownHall
from tests.imap_server import ImapServer


@pytest.fixture(scope="session")
def imap() -> Iterator[ImapServer]:
    with ImapServer() as server:
        yield server


@pytest.fixture
def server(imap: ImapServer) -> ImapServer:
    """The server with empty mailboxes."""
    imap.clear()
    return imap


@pytest.fixture
def box(a: TownHall, server: ImapServer, settings: LazySettings) -> Mailbox:
    """Town A's mailbox, by PARVIS_IMAP_URL."""
    settings.PARVIS_IMAP_URL = server.url
    assert mailboxes_due()
    return Mailbox.objects.get()
