"""The four ways in and out, each as somebody uses it: what they were told, and whether it is there once."""

from __future__ import annotations

import hashlib
import json
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.edm.delivery.smtp_server import Mailbox, smtp_server
from tests.imap_server import ImapServer
from tests.trials.clients import HIDDEN, Filer, Person, sign_in
from tests.trials.droppers import text_pdf
from tests.trials.faults import Cutter
from tests.trials.installation import Installation, installation
from tests.trials.mails import letter


@dataclass
class World:
    """A town with its mailbox and its mail server, each behind a line that can be cut."""

    town: Installation
    imap: ImapServer
    imap_line: Cutter
    smtp: Mailbox
    smtp_line: Cutter


@contextmanager
def world(data: Path, smtp: Mailbox | None = None) -> Iterator[World]:
    """Prepared, not yet served."""
    box = smtp or Mailbox()
    with installation(data) as town, ImapServer() as imap, smtp_server(box) as smtp_url:
        lines = Cutter(imap.port), Cutter(urlsplit(smtp_url).port or 0)
        town.environment |= {
            "PARVIS_IMAP_URL": imap.url.replace(f":{imap.port}/", f":{lines[0].port}/"),
            "PARVIS_SMTP_URL": f"smtp://127.0.0.1:{lines[1].port}",
            "PARVIS_MAIL_PAUSES": "1",
        }
        town.prepare()
        try:
            yield World(town, imap, lines[0], box, lines[1])
        finally:
            for line in lines:
                line.close()


@dataclass(eq=False)
class Way:
    """One channel. `put` begins, and never waits for the end; `told` says that its sender may rest."""

    world: World
    words: list[str] = field(default_factory=list)
    process = "worker"

    def __post_init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """What must be there before the first."""

    @property
    def town(self) -> Installation:
        return self.world.town

    def put(self) -> str:
        word = uuid.uuid4().hex
        self.words.append(word)
        self.send(word)
        return word

    def send(self, word: str) -> None:
        raise NotImplementedError

    def told(self, word: str) -> bool:
        raise NotImplementedError

    def check(self, register: list[dict]) -> None:
        """Each is there once, with its bytes."""
        found = Counter(word for line in register for word in self.words if word in line["text"])
        assert found == Counter(self.words), found


class Form(Way):
    """Somebody with a photo, who sends again until there is a number."""

    process = "web child"

    def send(self, word: str) -> None:
        filer = Filer(self.town.port, word, threading.Event(), stubborn=True)
        filer.random.random = lambda: 0.25  # with a photo, sent once
        threading.Thread(target=filer.act, daemon=True).start()
        self.filers = {**getattr(self, "filers", {}), word: filer}

    def told(self, word: str) -> bool:
        assert not self.filers[word].faults
        return bool(self.filers[word].filed)

    def check(self, register: list[dict]) -> None:
        by_number = {line["number"]: line for line in register}
        filed = [one for filer in self.filers.values() for one in filer.filed]
        assert len({one.number for one in filed}) == len(self.words)
        for one in filed:
            assert one.token in by_number[one.number]["text"]
            assert [document["sha256"] for document in by_number[one.number]["documents"]] == [one.file_sha256]
            assert sum(one.token in line["text"] for line in register) == 1


class Scan(Way):
    """A text PDF in the drop folder; its word stands in its text layer."""

    def send(self, word: str) -> None:
        unfinished = self.town.drop / f".{word}.part"
        unfinished.write_bytes(text_pdf(word))
        unfinished.rename(self.town.drop / f"{word}.pdf")

    def told(self, word: str) -> bool:
        return (self.town.drop / "processed" / f"{word}.pdf").exists() and not (self.town.drop / f"{word}.pdf").exists()

    def check(self, register: list[dict]) -> None:
        held = Counter(document["sha256"] for line in register for document in line["documents"])
        for word in self.words:
            assert held[hashlib.sha256(text_pdf(word)).hexdigest()] == 1, word
            assert (self.town.drop / "processed" / f"{word}.pdf").read_bytes() == text_pdf(word)


class Mail(Way):
    """A mail with a document."""

    def send(self, word: str) -> None:
        self.uids = {**getattr(self, "uids", {}), word: self.world.imap.append(letter(word, attached=True))}

    def told(self, word: str) -> bool:
        return "\\Flagged" in self.world.imap.flags(self.uids[word])

    def check(self, register: list[dict]) -> None:
        super().check(register)
        held = Counter(document["sha256"] for line in register for document in line["documents"])
        for word in self.words:
            assert held[hashlib.sha256(letter(word, attached=True)).hexdigest()] == 1, word


class Reply(Way):
    """A clerk who asks a citizen something by e-mail, and presses again until the reply is said to have left."""

    def begin(self) -> None:
        self.faults: list[str] = []
        self.allowed_twice: set[str] = set()
        filer = Filer(self.town.port, "to be answered", threading.Event())
        filer.act()
        (filed,) = filer.filed
        ((case,),) = self.town.query(f"SELECT case_id FROM edm_register_mailitem WHERE number = '{filed.number}'")
        self.address, self.path = filed.email, f"/gestion/courriers/{case}/repondre/"
        self.clerk = sign_in(self.town.port, "voirie@saint-exemple.example")

    def send(self, word: str) -> None:
        threading.Thread(target=self.answer, args=(word,), daemon=True).start()

    def answer(self, word: str) -> None:
        clerk = Person(self.town.port, cookies=dict(self.clerk.cookies), stubborn=True)
        page = clerk.ask("GET", self.path)[2]
        block = {"key": "a", "text": f"Bonjour, {word}.", "type": "unstyled", "depth": 0}
        text = {"blocks": [block | {"inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}
        fields = {
            "channel": "email",
            "subject": "Votre demande",
            "body": json.dumps(text),
            "asks": "on",
            "send": "1",
        }  # it stays open
        body = urlencode(dict(HIDDEN.findall(page)) | fields).encode()
        status, _location, page = clerk.ask("POST", self.path, body, "application/x-www-form-urlencoded")
        if status != 302:
            self.faults.append(f"{status} {page}")

    def told(self, word: str) -> bool:
        """It is in the citizen's hands, and the case says so."""
        assert not self.faults
        return bool(
            self.town.query(
                "SELECT 1 FROM edm_register_caseevent e JOIN edm_register_mailitem i ON i.id = e.item_id"
                f" WHERE e.verb = 'delivered' AND i.text LIKE '%{word}%'"
            )
        )

    def check(self, register: list[dict]) -> None:
        super().check(register)
        for word in self.words:
            assert len(self.deliveries(word)) == 1 + (word in self.allowed_twice), word

    def deliveries(self, word: str) -> list[str]:
        """The Message-ID of each time that the server has taken this reply."""
        mails = (message_from_bytes(raw, policy=policy.default) for raw in self.world.smtp.messages)
        return [mail["Message-ID"] for mail in mails if word in mail.get_body(("plain",)).get_content()]


WAYS = {"form": Form, "scan": Scan, "mail": Mail, "reply": Reply}
