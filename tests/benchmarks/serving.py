"""What is measured on real processes: submissions, bare commits, memory."""

from __future__ import annotations

import gzip
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from portal.procedures.api import procedure_start_url
from tests.benchmarks.load import CLIENTS, posts_per_second

ROOT = Path(__file__).resolve().parent.parent.parent
EACH = 40
NAMED = re.compile(r'(?:href|src)="(/(?:static|theme|media|images)[^"#?]*)')
MEGABYTE = 1024 * 1024


def requests_of(body: bytes) -> int:
    """The page and the distinct style sheets, scripts and pictures of this host that it names."""
    text = gzip.decompress(body).decode() if body[:2] == b"\x1f\x8b" else body.decode()
    return 1 + len(set(NAMED.findall(text)))


def measure_all(work: Path) -> Iterator[tuple[str, float, str, str]]:
    port = _free_port()
    with _served(port) as supervisor:
        time.sleep(20)
        yield "pss_mb", _pss(supervisor.pid), "MB", "supervisor, web and worker, idle, after 20 s"
        bare, bare_errors = posts_per_second(port, "/banc/", dict, EACH)
        submitted, errors = posts_per_second(port, procedure_start_url("voirie-signalement"), _answers, EACH)
        how = f"{CLIENTS} clients, {EACH} posts each to the running server"
        yield "bare_commits_per_s", bare, "/s", f"a form that commits one row and its fsync; {how}"
        yield "submissions_per_s", submitted, "/s", f"a procedure of three fields filed without an account; {how}"
        yield "submission_errors", errors + bare_errors, "errors", "answers that were not a redirect to the number"


def _answers(hidden: dict[str, str]) -> dict[str, str]:
    raise NotImplementedError


@contextmanager
def _served(port: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "portal.operations.supervisor"],
        cwd=ROOT,
        env={**os.environ, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://localhost:{port}/", timeout=5).read()
                break
            except OSError:
                time.sleep(0.3)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _pss(pid: int) -> float:
    root = psutil.Process(pid)
    return sum(process.memory_full_info().pss for process in [root, *root.children(recursive=True)]) / MEGABYTE


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
