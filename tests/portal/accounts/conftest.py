"""What the tests of accounts share: the messages that were sent."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from django.core import mail


@dataclass
class SentMail:
    """The outgoing messages, as a reader would open them."""

    def count(self) -> int:
        return len(mail.outbox)

    def text(self) -> str:
        return str(mail.outbox[-1].body)

    def link(self, part: str) -> str:
        """The path of the link in the last message that contains this text."""
        return re.search(rf"https?://[^/\s]+(\S*{part}\S+)", self.text())[1]


@pytest.fixture
def sent_mail() -> SentMail:
    return SentMail()
