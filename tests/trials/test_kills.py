"""kill -9, ten times, while forms and letters arrive: nothing acknowledged is lost, nothing is there twice."""

from __future__ import annotations

import hashlib
import os
import random
import re
import signal
import threading
import time
from collections import Counter
from email import message_from_bytes, policy

import pytest

from portal.demo.cases import LETTERS
from tests.trials.clients import Filer
from tests.trials.droppers import Dropper
from tests.trials.installation import Installation, installation, until

pytestmark = [pytest.mark.trial, pytest.mark.server]
FILERS = 4
VICTIMS = ("web", "worker", "web child", "ocr", "worker", "web", "ocr", "web child", "worker", "web")


@pytest.mark.parametrize("seed", range(3))
def test_ten_kills_lose_nothing_and_double_nothing(tmp_path, seed, capsys):
    with installation(tmp_path / "town") as town:
        town.prepare()
        town.start()
        stop = threading.Event()
        filers = [Filer(town.port, f"{seed}-{n}", stop) for n in range(FILERS)]
        dropper = Dropper(town.drop, f"{seed}", stop)
        for thread in (*filers, dropper):
            thread.start()
        times = kill_them(town, random.Random(seed))
        stop.set()
        for thread in (*filers, dropper):
            thread.join(120)
        faults = [fault for thread in (*filers, dropper) for fault in thread.faults]
        assert not faults
        filed = [one for filer in filers for one in filer.filed]
        assert filed
        assert dropper.dropped
        until(lambda: is_idle(town), 900, pause=2)
        check_forms(town, filed)
        check_letters(town, dropper.dropped)
        check_numbers(town)
        check_mails(town, filed)
        verified = town.manage("verify", check=False)
        assert verified.returncode == 0, verified.stdout
        with capsys.disabled():
            again = sum(filer.again for filer in filers)
            print(f"\nseed {seed}: {len(filed)} forms ({again} sent again), {len(dropper.dropped)} letters")  # noqa: T201
            print("  back after: " + ", ".join(f"{what} {seconds:.1f} s" for what, seconds in times))  # noqa: T201


def kill_them(town: Installation, chance: random.Random, victims: tuple[str, ...] = VICTIMS) -> list[tuple[str, float]]:
    """Kill each victim at a random moment; what was killed and after how long it served again."""
    times = []
    for what in victims:
        time.sleep(chance.uniform(0.5, 5))
        victim = town.victim(what)
        name = "web" if what.startswith("web") else "worker"
        before = town.pid(name)
        os.kill(victim, signal.SIGKILL)
        start = time.monotonic()
        if victim == before:
            until(lambda before=before, name=name: town.pid(name) not in {0, before}, 5, pause=0.05)
        until(town.answers if name == "web" else town.works, 30)
        times.append((what, time.monotonic() - start))
    return times


def is_idle(town: Installation) -> bool:
    """Nothing waits in the drop folder, for a text, for the index, for the mail."""
    if town.waiting():
        return False
    register = town.lines("register_export")
    read = all(document["text"] for line in register for document in line["documents"] if line["channel"] == "scan")
    told = all(line["receipt_sent_at"] for line in register if line["channel"] == "form")
    return read and told and town.manage("verify", check=False).returncode == 0


def check_forms(town, filed):
    register = town.lines("register_export")
    by_number = {line["number"]: line for line in register}
    assert len({one.number for one in filed}) == len(filed)
    for one in filed:
        line = by_number[one.number]
        assert one.token in line["text"]
        assert line["sender"]["email"] == one.email
        assert [document["sha256"] for document in line["documents"]] == ([one.file_sha256] if one.file_sha256 else [])
    tokens = Counter(match for line in register for match in set(re.findall(r"numéro ([0-9a-f]{32})", line["text"])))
    assert set(tokens.values()) == {1}
    assert set(tokens) == {one.token for one in filed}


def check_letters(town, dropped):
    ours = {hashlib.sha256(path.read_bytes()).hexdigest() for path in LETTERS.iterdir()}
    scans = [line for line in town.lines("register_export") if line["channel"] == "scan"]
    held = Counter(document["sha256"] for line in scans for document in line["documents"])
    assert held == Counter([*dropped, *ours])
    for line in scans:
        (document,) = line["documents"]
        assert line["number"]
        assert dropped.get(document["sha256"], "").lower() in document["text"].lower()
    processed = Counter(hashlib.sha256(path.read_bytes()).hexdigest() for path in (town.drop / "processed").iterdir())
    assert processed == held
    for sha256 in held:
        stored = town.data / "files" / sha256[:2] / sha256[2:4] / sha256
        assert hashlib.sha256(stored.read_bytes()).hexdigest() == sha256
    ledger = Counter(line["state"] for line in town.lines("intake_export") if line["channel"] == "scan")
    assert ledger == {"registered": len(held)}


def check_numbers(town):
    series: dict[str, list[int]] = {}
    for line in town.lines("register_export"):
        prefix, sequence = re.fullmatch(r"(.*?)(\d+)", line["number"]).groups()
        series.setdefault(prefix, []).append(int(sequence))
    for numbers in series.values():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))


def check_mails(town, filed):
    """One reception notice for each form, with its number; a mail tried again replaced itself."""
    mails = [
        message_from_bytes(path.read_bytes(), policy=policy.default) for path in (town.data / "outbox").glob("*.eml")
    ]
    by_address = Counter(mail["To"] for mail in mails)
    assert len({mail["Message-ID"] for mail in mails}) == len(mails)
    for one in filed:
        assert by_address[one.email] == 1
    numbers = {mail["To"]: mail.get_body(("plain",)).get_content() for mail in mails}
    assert all(one.number in numbers[one.email] for one in filed)
