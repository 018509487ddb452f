"""CPU of a page, by calling the WSGI application as the server does, without a network in between."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.operations.collector import collector_settle

ROUNDS = 40


@dataclass(frozen=True)
class Page:
    cpu_ms: float  # median, user + system
    queries: int
    size: int  # bytes of the body, as it leaves
    body: bytes


def environ(path: str, cookies: str = "", host: str = "localhost") -> dict[str, Any]:
    path, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": host,
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": f"{host}:8000",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "HTTP_ACCEPT_LANGUAGE": "fr",
        "HTTP_COOKIE": cookies,
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.version": (1, 0),
    }


def fetch(application: WSGIHandler, path: str, cookies: str = "") -> bytes:
    """The body; AssertionError unless it is a 200."""
    status: list[str] = []

    def start_response(line: str, headers: object, exc_info: object = None) -> Callable[[bytes], object]:
        status.append(line)
        return lambda _data: None

    response = application(environ(path, cookies), start_response)
    body = b"".join(response)
    response.close()
    assert status[0].startswith("200"), f"{path}: {status[0]}"
    return body


def measure(
    application: WSGIHandler,
    path: str,
    cookies: str = "",
    before: Callable[[], None] = lambda: None,
    rounds: int = ROUNDS,
) -> Page:
    """Median CPU of `rounds` requests after three to warm up; `before` runs, uncounted, ahead of each."""
    collector_settle()  # as the server does
    for _round in range(3):
        before()
        body = fetch(application, path, cookies)
    before()
    with CaptureQueriesContext(connection) as queries:
        fetch(application, path, cookies)
    asked = len(queries)  # now: the next request empties the log
    spent = []
    for _round in range(rounds):
        before()
        start = time.process_time()
        fetch(application, path, cookies)
        spent.append((time.process_time() - start) * 1000)
    return Page(statistics.median(spent), asked, len(body), body)
