"""kill -9, twenty times, while forms, letters and mails arrive: what was acknowledged is there, and once."""

from __future__ import annotations

import hashlib
import os
import random
import re
import signal
import threading
import time
from collections import Counter, defaultdict
from email import message_from_bytes, policy

import pytest

from portal.demo.cases import LETTERS
from tests.trials.checks import check_numbers
from tests.trials.clients import Filer
from tests.trials.droppers import Dropper
from tests.trials.equality import differences, files
from tests.trials.installation import Installation, installation, until
from tests.trials.mails import Writer
from tests.trials.ways import world

pytestmark = [pytest.mark.trial, pytest.mark.server]
FILERS = 4
VICTIMS = ("web", "worker", "web child", "ocr", "worker", "web", "ocr", "web child", "worker", "web") * 2


@pytest.mark.parametrize("seed", range(2 if "DATABASE_URL" in os.environ else 3))
def test_twenty_kills_lose_nothing_and_double_nothing(tmp_path, seed, capsys):
    with world(tmp_path / "town") as one, installation(tmp_path / "elsewhere") as elsewhere:
        town = one.town
        town.start()
        stop = threading.Event()
        filers = [Filer(town.port, f"{seed}-{n}", stop) for n in range(FILERS)]
        dropper, writer = Dropper(town.drop, f"{seed}", stop), Writer(one.imap, f"{seed}", stop)
        threads = (*filers, dropper, writer)
        for thread in threads:
            thread.start()
        chance = random.Random(seed)
        times = kill_them(town, chance, VICTIMS[:10])
        before = [one for filer in filers for one in list(filer.filed)]
        busy = tmp_path / "busy.tar"
        saving = threading.Thread(target=town.manage, args=("backup", str(busy)))
        saving.start()
        times += kill_them(town, chance, VICTIMS[10:])
        saving.join()
        stop.set()
        for thread in threads:
            thread.join(120)
        faults = [fault for thread in threads for fault in thread.faults]
        assert not faults
        filed = [one for filer in filers for one in filer.filed]
        assert filed
        assert dropper.dropped
        assert writer.sent
        until(lambda: is_idle(town), 900, pause=2)
        register = [line for line in town.lines("register_export") if line["number"]]
        check_forms(register, filed)
        check_letters(town, dropper.dropped)
        check_mails(one, register, writer)
        check_numbers(register)
        twice = check_notices(one, filed)
        verified = town.manage("verify", check=False)
        assert verified.returncode == 0, verified.stdout
        with capsys.disabled():
            again = sum(filer.again for filer in filers)
            print(f"\nseed {seed}: {len(filed)} forms ({again} sent again), {len(dropper.dropped)} letters,")  # noqa: T201
            print(f"  {len(writer.sent)} mails and {len(writer.twice)} of them twice; {twice} notices left twice")  # noqa: T201
            print("  back after: " + ", ".join(f"{what} {seconds:.1f} s" for what, seconds in times))  # noqa: T201
        check_backups(town, elsewhere, busy, before)


def kill_them(town: Installation, chance: random.Random, victims: tuple[str, ...]) -> list[tuple[str, float]]:
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
    """Nothing waits in the drop folder, for a text, for the index, to be flagged, to be sent."""
    if town.waiting():
        return False
    late = (
        "SELECT 1 FROM edm_intake_reception WHERE acknowledged_at IS NULL OR state = 'received' LIMIT 1",
        "SELECT 1 FROM edm_delivery_outgoingmail WHERE state = 'due' LIMIT 1",
    )
    if any(town.query(waits) for waits in late):
        return False
    scans = [line for line in town.lines("register_export") if line["channel"] == "scan"]
    read = all(document["text"] for line in scans for document in line["documents"])
    return read and town.manage("verify", check=False).returncode == 0


def check_forms(register, filed):
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


def check_mails(one, register, writer):
    """Each is flagged on the server and registered once, its bytes with it; what came twice is told a duplicate."""
    mails = [line for line in register if line["channel"] == "email" and line["direction"] == "in"]
    held = Counter(document["sha256"] for line in mails for document in line["documents"])
    for word, sha256 in writer.sent.items():
        assert sum(word in line["text"] for line in mails) == 1, word
        assert held[sha256] == 1, word
    assert len(mails) == len(writer.sent)
    assert sorted(one.imap.uids()) == sorted(writer.uids)
    for uid in writer.uids:
        assert "\\Flagged" in one.imap.flags(uid), uid
    ledger = Counter(line["state"] for line in one.town.lines("intake_export") if line["channel"] == "email")
    assert ledger == Counter(registered=len(writer.sent), duplicate=len(writer.twice))


def check_notices(one, filed):
    """One reception notice for each form, with its number; how many were taken twice, under one Message-ID."""
    notices = defaultdict(list)
    for raw in one.smtp.messages:
        mail = message_from_bytes(raw, policy=policy.default)
        notices[mail["To"]].append((mail["Message-ID"], mail.get_body(("plain",)).get_content()))
    for form in filed:
        assert len({message_id for message_id, _text in notices[form.email]}) == 1
        assert all(form.number in text for _message_id, text in notices[form.email])
    return len(one.smtp.messages) - len({message_id for received in notices.values() for message_id, _text in received})


def check_backups(town, elsewhere, busy, before):
    """The backup made meanwhile is whole, of one moment, and has what was acknowledged before it; the last, equal."""
    elsewhere.manage("restore", str(busy))
    verified = elsewhere.manage("verify", check=False)
    assert verified.returncode == 0, verified.stdout
    register = [line for line in elsewhere.lines("register_export") if line["number"]]
    check_numbers(register)
    texts = {line["number"]: line["text"] for line in register}
    assert all(one.token in texts[one.number] for one in before)
    assert files(elsewhere).items() <= files(town).items()
    town.stop()
    quiet = busy.with_name("quiet.tar")
    town.manage("backup", str(quiet))
    elsewhere.manage("restore", str(quiet))
    assert differences(town, elsewhere) == []
