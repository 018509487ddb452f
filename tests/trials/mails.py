"""People who write to the town hall: mails that arrive in its mailbox, one after the other."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP

from tests.imap_server import ImapServer
from tests.trials.actor import Actor
from tests.trials.droppers import text_pdf


def letter(word: str, *, attached: bool = False) -> bytes:
    """A mail whose text has the word, as a mail program writes it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = f"Personne {word[:6]} <{word}@courriel.example>"
    message["To"] = "mairie@saint-exemple.example"
    message["Subject"] = f"Une question {word[:6]}"
    message["Message-ID"] = f"<{word}@courriel.example>"
    message["Date"] = "Thu, 26 Nov 2026 09:00:00 +0100"
    message.set_content(f"Madame la Maire,\n\nma question concerne le {word}.\n")
    if attached:
        message.add_attachment(text_pdf(f"Annexe {word}"), maintype="application", subtype="pdf", filename="annexe.pdf")
        message.set_boundary(word)  # the same bytes each time
    return message.as_bytes()


@dataclass(eq=False)
class Writer(Actor):
    """Delivers one mail after the other until told to stop; now and then the same one twice."""

    server: ImapServer
    seed: str
    stop: threading.Event
    sent: dict[str, str] = field(default_factory=dict)  # the word → SHA-256 of the mail
    twice: set[str] = field(default_factory=set)
    uids: list[int] = field(default_factory=list)
    pauses = (0.1, 0.8)

    def act(self) -> None:
        word = f"{self.random.getrandbits(64):016x}"
        raw = letter(word, attached=self.random.random() < 0.3)
        self.uids.append(self.server.append(raw))
        if self.random.random() < 0.15:
            self.uids.append(self.server.append(raw))
            self.twice.add(word)
        self.sent[word] = hashlib.sha256(raw).hexdigest()
