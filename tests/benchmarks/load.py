"""Eight clients that post at once, over real sockets; their pages are fetched before the clock starts."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

CLIENTS = 8
HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')


@dataclass
class Client:
    """One person's connection: a cookie, a token."""

    port: int
    cookie: str = ""
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("localhost", self.port, timeout=60)

    def get(self, path: str) -> str:
        self.connection.request("GET", path, headers={"Cookie": self.cookie})
        answer = self.connection.getresponse()
        body = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookie = f"{self.cookie}; {line.split(';')[0]}".strip("; ")
        return body

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        """Status and Location."""
        headers = {
            "Cookie": self.cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"http://localhost:{self.port}{path}",
        }
        self.connection.request("POST", path, body=urlencode(fields), headers=headers)
        answer = self.connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")


def hidden_fields(html: str) -> dict[str, str]:
    return dict(HIDDEN.findall(html))


@dataclass(frozen=True)
class Load:
    rate: float  # posts a second
    errors: int
    slowest_ms: float


def posts_per_second(port: int, path: str, fill: Callable[[dict[str, str]], dict[str, str]], each: int) -> Load:
    """CLIENTS clients post `each` forms; anything but a redirect to a page of its own is an error.

    `fill` makes a form's fields out of its hidden ones. The forms are fetched before the clock starts.
    """
    clients = [Client(port) for _client in range(CLIENTS)]
    hidden = [hidden_fields(client.get(path)) for client in clients]
    forms = [[fill(fields) for _form in range(each)] for fields in hidden]
    errors, slowest = [0] * CLIENTS, [0.0] * CLIENTS

    def work(n: int) -> None:
        for fields in forms[n]:
            began = time.monotonic()
            try:
                status, location = clients[n].post(path, fields)
            except OSError:
                errors[n] += 1
                continue
            slowest[n] = max(slowest[n], time.monotonic() - began)
            errors[n] += status not in (302, 303) or not location.endswith(("/envoyee/", "/fait/"))

    for client in clients:
        client.connection.close()  # the server hangs up on who has been idle for 2 s, as some are by now
    threads = [threading.Thread(target=work, args=(n,)) for n in range(CLIENTS)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.monotonic() - start
    for client in clients:
        client.connection.close()
    return Load(CLIENTS * each / spent, sum(errors), max(slowest) * 1000)
