"""What is measured on real processes: submissions, bare commits, memory."""

from __future__ import annotations

import gzip
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.urls import reverse

from edm.register.models import MailItem
from portal.procedures.models import ProcedurePage
from tests.benchmarks import commits
from tests.benchmarks.load import CLIENTS, posts_per_second
from tests.benchmarks.world import ANSWERS, QUESTIONS

ROOT = Path(__file__).resolve().parent.parent.parent
EACH = 40
ROUNDS = 3
NAMED = re.compile(r'(?:href|src)="(/(?:static|theme|media|images)[^"#?]*)')

Row = tuple[str, float, str, str]


def requests_of(body: bytes) -> int:
    """The page and the distinct style sheets, scripts and pictures of this host that it names."""
    text = gzip.decompress(body).decode() if body[:2] == b"\x1f\x8b" else body.decode()
    return 1 + len(set(NAMED.findall(text)))


def memory() -> Iterator[Row]:
    with _served(_free_port()) as supervisor:
        time.sleep(20)
        yield "pss_mb", _pss(supervisor.pid), "MB", "supervisor, web and worker, idle with the demo's data, after 20 s"


def submissions(work: Path, procedure: ProcedurePage) -> Iterator[Row]:
    """Posts to the running server; what it says it registered is counted in the register afterwards."""
    path = reverse("requests:start", args=[procedure.translation_key])
    port = _free_port()
    bare, filed = [], []
    with _served(port):
        posts_per_second(port, path, answers, 5)  # warm
        posts_per_second(port, "/banc/", dict, 5)
        before = MailItem.objects.filter(channel="form").count()
        for _round in range(ROUNDS):
            bare.append(posts_per_second(port, "/banc/", dict, EACH))
            filed.append(posts_per_second(port, path, answers, EACH))
        lost = ROUNDS * CLIENTS * EACH - (MailItem.objects.filter(channel="form").count() - before)
    how = f"{CLIENTS} clients, {EACH} posts each to the running server, median of {ROUNDS} rounds in turn"
    rate = statistics.median(load.rate for load in filed)
    bare_rate = statistics.median(load.rate for load in bare)
    raw, fsync = commits.raw_per_second(work), commits.fsync_ms(work)
    yield "submissions_per_s", rate, "/s", f"a procedure of three fields, name and e-mail, no account; {how}"
    yield (
        "bare_commits_per_s",
        bare_rate,
        "/s",
        f"one row and its fsync, posted like a submission to a bare view; {how}",
    )
    yield "submissions_to_bare", rate / bare_rate, "", "the two above"
    yield (
        "submission_errors",
        sum(load.errors for load in [*bare, *filed]) + abs(lost),
        "errors",
        "answers that were no redirect to a confirmation, and posts that are not in the register",
    )
    slowest = max(load.slowest_ms for load in filed)
    yield "submission_slowest_ms", slowest, "ms", "the longest that a client waited for its answer"
    yield (
        "raw_commits_per_s",
        raw,
        "/s",
        "for the reader: one row a commit by sqlite3 alone, 8 threads, WAL, synchronous FULL, no HTTP",
    )
    yield "fsync_ms", fsync, "ms", "for the reader: write of 4 KB and fsync in the same folder, median of 200"


def answers(hidden: dict[str, str]) -> dict[str, str]:
    """A form's three answers and who sends it, each time another person; under an id of its own."""
    filled = {"csrfmiddlewaretoken": hidden["csrfmiddlewaretoken"], "digest": hidden["digest"]}
    person = uuid4()
    given = {f"q-{question[0]}": answer for question, answer in zip(QUESTIONS, ANSWERS, strict=True)}
    return (
        filled
        | given
        | {
            "request_id": str(uuid4()),
            "contact_name": f"Personne {person}",
            "contact_email": f"{person.hex}@courriel.example",
        }
    )


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
    """MB of a process and all below it, what they share counted once."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    own = int(re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)[1])  # type: ignore[index]
    return own / 1024 + sum(_pss(int(child)) for child in children)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
