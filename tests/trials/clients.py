"""People who file a form over HTTP, and send it again when the connection breaks, as their browser would."""

from __future__ import annotations

import hashlib
import http.client
import re
import threading
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from tests.trials.actor import Actor
from tests.trials.installation import PASSWORD

PROCEDURE = "/demarches/signaler-un-probleme-de-voirie/"
FORM = re.compile(r'href="(/demande/nouvelle/[^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')
FIELD = re.compile(r'<(input type="radio"|textarea|input type="file") name="(q-[\w-]+)"')
CHOICE = re.compile(r'<input type="radio" name="(q-[\w-]+)" value="([^"]*)"')
NUMBER = re.compile(r'class="numero num">([^<]+)<')
PATIENCE = 90  # seconds of broken connections until a client gives up
BOUNDARY = "----essai"


@dataclass
class Filed:
    """A request that its sender was told is registered."""

    token: str
    email: str
    number: str
    file_sha256: str


@dataclass
class Person:
    """A browser: cookies, and the habit to send again."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    again: int = 0
    stubborn: bool = False  # sends again what the site answers by an excuse, too

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, str, str]:
        """Status, Location, page; sent again for as long as the connection breaks."""
        headers = {"Host": f"localhost:{self.port}", "Referer": f"http://localhost:{self.port}{path}"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if kind:
            headers["Content-Type"] = kind
        end = time.monotonic() + PATIENCE
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                connection.request(method, path, body=body or None, headers=headers)
                answer = connection.getresponse()
                page = answer.read().decode()
                if self.stubborn and answer.status >= 500:
                    raise http.client.HTTPException(f"{method} {path}: {answer.status}")  # noqa: TRY301
                for line in answer.headers.get_all("Set-Cookie") or []:
                    name, _equals, value = line.split(";")[0].partition("=")
                    self.cookies[name] = value
                return answer.status, answer.headers.get("Location", ""), page
            except (OSError, http.client.HTTPException):
                if time.monotonic() > end:
                    raise
                self.again += 1
                time.sleep(0.1)
            finally:
                connection.close()


@dataclass(eq=False)
class Filer(Actor):
    """Files one request after the other until told to stop."""

    port: int
    seed: str
    stop: threading.Event
    filed: list[Filed] = field(default_factory=list)
    again: int = 0
    stubborn: bool = False
    pauses = (0, 0.3)

    def act(self) -> None:
        person = Person(self.port, stubborn=self.stubborn)
        path = FORM.search(person.ask("GET", PROCEDURE)[2]).group(1)
        page = person.ask("GET", path)[2]
        token = uuid.UUID(int=self.random.getrandbits(128)).hex
        email = f"{token}@courriel.example"
        photo = picture(token) if self.random.random() < 0.3 else b""
        kind, body = encoded(filled(page, token, email), photo, page)
        number = self.send(person, path, kind, body)
        again = number and self.random.random() < 0.2  # the button pressed once more, or the page reloaded
        if again and (second := self.send(person, path, kind, body)) != number:
            self.faults.append(f"posted twice: {number} then {second}")
        self.again += person.again
        if number:
            self.filed.append(Filed(token, email, number, hashlib.sha256(photo).hexdigest() if photo else ""))

    def send(self, person: Person, path: str, kind: str, body: bytes) -> str:
        """The number on the page that confirms."""
        status, location, page = person.ask("POST", path, body, kind)
        if status not in (302, 303):
            self.faults.append(f"POST: {status} {page[:300]}")
            return ""
        status, _location, page = person.ask("GET", urlsplit(location).path)
        found = NUMBER.search(page)
        if status != 200 or not found:
            self.faults.append(f"GET {location}: {status} {page[:300]}")
            return ""
        return found.group(1)


def sign_in(port: int, login: str) -> Person:
    """Somebody of the demonstration town, at their first page."""
    person = Person(port)
    fields = dict(HIDDEN.findall(person.ask("GET", "/connexion/")[2])) | {"login": login, "password": PASSWORD}
    body = urlencode(fields).encode()
    status, _location, page = person.ask("POST", "/connexion/", body, "application/x-www-form-urlencoded")
    assert status == 302, page
    return person


def filled(page: str, token: str, email: str) -> dict[str, str]:
    """The form's fields as somebody answers them; the token stands in each free text."""
    fields = dict(HIDDEN.findall(page))
    for name, value in CHOICE.findall(page):
        fields.setdefault(name, value)
    for tag, name in FIELD.findall(page):
        if tag == "textarea":
            fields[name] = f"Devant le numéro {token}"
    return fields | {"contact_name": f"Personne {token[:6]}", "contact_email": email}


def encoded(fields: dict[str, str], photo: bytes, page: str) -> tuple[str, bytes]:
    if not photo:
        return "application/x-www-form-urlencoded", urlencode(fields).encode()
    upload = next(name for tag, name in FIELD.findall(page) if "file" in tag)
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{upload}"; filename="photo.png"\r\n'
        "Content-Type: image/png\r\n\r\n"
    )
    body = "".join(parts).encode() + head.encode() + photo + f"\r\n--{BOUNDARY}--\r\n".encode()
    return f"multipart/form-data; boundary={BOUNDARY}", body


def picture(token: str) -> bytes:
    """A small PNG that no other token gives."""
    import io

    from PIL import Image

    target = io.BytesIO()
    Image.frombytes("RGB", (16, 16), (token * 24).encode()[:768]).resize((64, 64)).save(target, "PNG")
    return target.getvalue()
