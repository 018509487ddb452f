"""A real SMTP server on a loopback port, as unkind as the test wants it."""

from __future__ import annotations

import random
import socket
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy


@dataclass
class Mailbox:
    """What the server said 250 to, and how it behaves."""

    accepted: Counter[tuple[str, str]] = field(default_factory=Counter)  # (recipient, Message-ID) → times
    messages: list[bytes] = field(default_factory=list)
    connections: int = 0
    mail: Callable[[], str] = lambda: "250 OK"
    rcpt: Callable[[str], str] = lambda _address: "250 OK"
    begin_data: Callable[[], str] = lambda: "354 go on"
    end_of_data: Callable[[list[str]], str] = lambda _recipients: "250 OK"  # "" hangs up without a word
    cut_in_data: Callable[[], bool] = lambda: False
    greeting: str = "220 test ESMTP"
    extensions: tuple[str, ...] = ("8BITMIME", "SMTPUTF8")
    pause: float = 0
    port: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Cut(Exception):
    pass


class Session(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self.box = self.server.box
        with self.box.lock:
            self.box.connections += 1
        self.recipients: list[str] = []
        self.say(self.box.greeting)
        with suppress(Cut, OSError):
            while line := self.rfile.readline():
                if self.answer(line.decode().strip()):
                    return

    def say(self, words: str) -> None:
        time.sleep(self.box.pause)
        self.wfile.write(words.encode() + b"\r\n")
        self.wfile.flush()

    def answer(self, line: str) -> bool:
        verb = line.upper().split(":")[0].split(" ")[0]
        if verb == "EHLO":
            lines = ["test", *self.box.extensions]
            for rank, extension in enumerate(lines):
                self.say(f"250{' ' if rank == len(lines) - 1 else '-'}{extension}")
        elif verb == "RCPT":
            address = line.split("<", 1)[1].split(">", 1)[0]
            said = self.box.rcpt(address)
            if said.startswith("250"):
                self.recipients.append(address)
            self.say(said)
        elif verb == "DATA":
            self.data()
        elif verb == "QUIT":
            self.say("221 bye")
            return True
        else:
            if verb in ("MAIL", "RSET"):
                self.recipients = []
            self.say(self.box.mail() if verb == "MAIL" else "250 OK")
        return False

    def data(self) -> None:
        self.say(said := self.box.begin_data())
        if not said.startswith("354"):
            return
        lines = []
        cut = self.box.cut_in_data()
        while (line := self.rfile.readline()) != b".\r\n":
            if not line or (cut and len(lines) > 3):
                self.connection.shutdown(socket.SHUT_RDWR)
                raise Cut
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        said = self.box.end_of_data(self.recipients)
        if said.startswith("250"):
            raw = b"".join(lines)
            message_id = message_from_bytes(raw, policy=policy.default)["Message-ID"]
            with self.box.lock:
                self.box.messages.append(raw)
                self.box.accepted.update((address, message_id) for address in self.recipients)
        if not said:
            self.connection.shutdown(socket.SHUT_RDWR)
            raise Cut
        self.say(said)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, box: Mailbox) -> None:
        self.box = box
        super().__init__(("127.0.0.1", box.port), Session)


@contextmanager
def smtp_server(box: Mailbox) -> Iterator[str]:
    """Serve; gives the URL for PARVIS_SMTP_URL."""
    server = Server(box)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"smtp://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def unkind(seed: int) -> Mailbox:
    """Of the mails it's given, accepts seven in ten; refuses the others for now or hangs up, at every step."""
    dice = random.Random(seed)
    box = Mailbox()
    box.mail = lambda: "451 try later" if dice.random() < 0.06 else "250 OK"
    box.rcpt = lambda _address: "450 try later" if dice.random() < 0.06 else "250 OK"
    box.begin_data = lambda: "451 try later" if dice.random() < 0.05 else "354 go on"
    box.cut_in_data = lambda: dice.random() < 0.06
    # "": all was read, and it hangs up instead of saying 250.
    box.end_of_data = lambda _recipients: dice.choices(("250 OK", "451 try later", ""), (88, 6, 6))[0]
    return box
