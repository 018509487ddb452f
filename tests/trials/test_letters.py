"""Sixteen letters dropped at once, or more with those of $PARVIS_LETTERS: each registered once, kept, and found."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest

from tests.trials.clients import sign_in
from tests.trials.installation import installation, until
from tests.trials.letters import FIXTURES, letters_given, letters_made

pytestmark = [pytest.mark.trial, pytest.mark.server]
FOUND = 0.95
WITHIN = 60  # seconds after the last page was read


def test_letters_dropped_at_once_are_registered_kept_and_found(tmp_path, capsys):
    given = Path(os.environ.get("PARVIS_LETTERS") or FIXTURES)
    letters = [*letters_given(given), *letters_made()]
    with installation(tmp_path / "town") as town:
        town.prepare()
        town.start()
        until(lambda: is_read(town), 120, pause=2)
        meter = Meter(town)
        meter.start()
        for letter in letters:
            (town.drop / f"{letter.name}.part").write_bytes(letter.data)
        start = time.monotonic()
        for letter in letters:
            (town.drop / f"{letter.name}.part").rename(town.drop / letter.name)
        registered = until(lambda: not town.waiting(), 60)
        until(lambda: is_read(town), 600, pause=2)
        read = time.monotonic() - start
        meter.stop.set()
        lines = {
            line["documents"][0]["sha256"]: line for line in town.lines("register_export") if line["channel"] == "scan"
        }
        check_kept(town, letters)
        registrar = sign_in(town.port, "registrar@saint-exemple.example")
        report, asked, found = [], 0, 0
        until(lambda: has(registrar, letters[-1].must_find[0], lines[sha(letters[-1].data)]["number"]), WITHIN)
        for letter in letters:
            number = lines[sha(letter.data)]["number"]
            queries = dict.fromkeys(
                [*letter.must_find, *(w for entry in letter.must_find for w in entry.split() if len(w) > 3)]
            )
            missed = [query for query in queries if not has(registrar, query, number)]
            asked, found = asked + len(queries), found + len(queries) - len(missed)
            report.append(f"  {letter.name:20} {number} {len(queries) - len(missed)}/{len(queries)} {missed or ''}")
        with capsys.disabled():
            print(f"\n{len(letters)} letters: registered in {registered:.1f} s, read in {read:.0f} s")  # noqa: T201
            print(f"  worker and OCR {meter.seconds():.1f} s of CPU; {found} of {asked} words found")  # noqa: T201
            print("\n".join(report))  # noqa: T201
        assert found >= FOUND * asked


def is_read(town):
    return not town.waiting() and all(
        document["text"]
        for line in town.lines("register_export")
        if line["channel"] == "scan"
        for document in line["documents"]
    )


def check_kept(town, letters):
    """Each registered once, byte for byte in `processed/` under its name and in the store."""
    held = Counter(document["sha256"] for line in town.lines("register_export") for document in line["documents"])
    for letter in letters:
        sha256 = sha(letter.data)
        assert held[sha256] == 1
        assert (town.drop / "processed" / letter.name).read_bytes() == letter.data
        assert (town.data / "files" / sha256[:2] / sha256[2:4] / sha256).read_bytes() == letter.data


def has(person, query, number):
    """Whether the first page of the results has the letter."""
    status, location, page = person.ask("GET", f"/gestion/recherche/?{urlencode({'q': query})}")
    assert status == 200, location
    return f"{number} ·" in page


def sha(data):
    return hashlib.sha256(data).hexdigest()


class Meter(threading.Thread):
    """The CPU that the worker, its OCR and Tesseract take, looked at while they live."""

    def __init__(self, town):
        super().__init__(daemon=True)
        self.worker, self.stop, self.last = psutil.Process(town.pid("worker")), threading.Event(), {}

    def run(self):
        while not self.stop.wait(0.02):
            for process in [self.worker, *self.worker.children(recursive=True)]:
                try:
                    times = process.cpu_times()
                    self.last[process.pid, process.create_time()] = times.user + times.system
                except psutil.Error:
                    continue

    def seconds(self):
        return sum(self.last.values())
