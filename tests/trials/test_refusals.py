"""A mail server that refuses three in ten, with and without kills: all leave at last, and none twice."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import defaultdict

import psutil
import pytest

from tests.edm.delivery.smtp_server import unkind
from tests.trials.clients import Filer
from tests.trials.installation import until
from tests.trials.ways import world

pytestmark = [pytest.mark.trial, pytest.mark.server]
SECONDS = 30
KILLS = 10


@pytest.mark.parametrize("kills", [0, KILLS])
@pytest.mark.parametrize("seed", range(2))
def test_all_leave_at_last(tmp_path, seed, kills, capsys):
    box = unkind(seed)
    with world(tmp_path / "town", box) as one:
        one.town.start()
        stop = threading.Event()
        filers = [Filer(one.town.port, f"{seed}-{n}", stop) for n in range(3)]
        for filer in filers:
            filer.start()
        chance, dead = random.Random(seed), 0
        end = time.monotonic() + SECONDS
        for _ in range(kills):
            time.sleep(chance.uniform(0.5, 2 * SECONDS / KILLS))
            dead += kill_sender(one.town, chance)
        time.sleep(max(0, end - time.monotonic()))
        stop.set()
        for filer in filers:
            filer.join(60)
            assert not filer.faults
        until(lambda: not one.town.query("SELECT 1 FROM edm_delivery_outgoingmail WHERE state = 'due'"), 300, pause=1)
        tries = one.town.query("SELECT state, attempts, message_id FROM edm_delivery_outgoingmail")
        assert {state for state, _attempts, _id in tries} == {"sent"}
        taken = defaultdict(dict)
        for (address, message_id), times in box.accepted.items():
            taken[address][message_id] = times
        filed = {form.email for filer in filers for form in filer.filed}
        assert filed <= taken.keys()
        assert all(len(taken[address]) == 1 for address in filed)
        left = {f"<{message_id}>" for _state, _attempts, message_id in tries}
        assert left == {message_id for ids in taken.values() for message_id in ids}
        twice = sum(times - 1 for ids in taken.values() for times in ids.values())
        assert twice <= dead
        refused = sum(attempts for _state, attempts, _id in tries) - len(tries)
        assert refused > 0.2 * len(tries)
        verified = one.town.manage("verify", check=False)
        assert verified.returncode == 0, verified.stdout
        with capsys.disabled():
            print(f"\nseed {seed}: {len(tries)} mails, {refused} refused for now, {dead} kills, {twice} taken twice")  # noqa: T201


def kill_sender(town, chance):
    """Kill the process that sends, where there is one just now, else the worker; 1."""
    worker = psutil.Process(town.pid("worker"))
    victims = [child for child in worker.children() if "tesseract" not in child.name()] or [worker]
    os.kill(chance.choice(victims).pid, signal.SIGKILL)
    until(town.works, 60)
    return 1
