"""Each channel × each step × each fault (docs/explanation/faults.md): nothing is lost, nothing is there twice."""

from __future__ import annotations

import os
import signal
import time

import psutil
import pytest

from tests.trials.checks import check_numbers
from tests.trials.faults import failing_commit, fill, killed_at, small_disk
from tests.trials.installation import until
from tests.trials.ways import WAYS, world

pytestmark = [pytest.mark.trial, pytest.mark.server]
PATIENCE = 150  # the worker tries again what failed every minute
# How a transaction ends and a file gets its name, on either database; the numbers are where a kill is tried.
KILLS = {
    "rename": (1, 2), "linkat": (1,), "unlink": (1, 2), "fsync": (1, 2, 3), "fdatasync": (1, 2, 3, 4),
    "pwrite64": (1, 5, 12), "sendto": (1, 2, 3, 4, 5, 6, 9, 15),
}  # fmt: skip
INSERTED = {
    "form": ("edm_files_blob", "edm_intake_reception", "edm_register_mailitem", "portal_requests_servicerequest"),
    "scan": ("edm_files_blob", "edm_intake_reception", "edm_register_mailitem"),
    "mail": ("edm_files_blob", "edm_intake_reception", "edm_register_mailitem"),
    "reply": ("edm_replies_reply", "edm_register_mailitem", "edm_delivery_outgoingmail"),
}
COMMITS = [
    *((channel, "INSERT", table) for channel, tables in INSERTED.items() for table in tables),
    ("scan", "UPDATE OF acknowledged_at", "edm_intake_reception"),
    ("mail", "UPDATE OF acknowledged_at", "edm_intake_reception"),
    ("reply", "UPDATE OF sent_at", "edm_delivery_outgoingmail"),
]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """One town for all that don't need a disk of their own."""
    with world(tmp_path_factory.mktemp("faults") / "town") as one:
        one.town.start()
        until(lambda: not one.town.waiting(), 60)
        yield one


@pytest.mark.parametrize(("channel", "event", "table"), COMMITS)
def test_a_commit_that_fails(served, channel, event, table):
    way, town = WAYS[channel](served), served.town
    said = failures(town)
    with failing_commit(town, event, table):
        word = way.put()
        until(lambda: failures(town) > said, PATIENCE)
        time.sleep(2)
        # The file of a letter whose last row is refused has left already: that step only says so.
        assert not way.told(word) or channel != "form"
        if event == "INSERT":
            assert not way.told(word)
    os.kill(town.pid("worker"), signal.SIGTERM)  # else it tries again after a minute
    until(town.works, 60)
    until(lambda: way.told(word), PATIENCE)
    check(served, way)


@pytest.mark.parametrize("channel", WAYS)
def test_a_kill_at_each_call(served, channel, capsys):
    way, town, hits = WAYS[channel](served), served.town, {}
    for call, moments in KILLS.items():
        for moment in moments:
            until(town.answers, 60)
            until(town.works, 60)
            with killed_at(town.victim(way.process), call, moment) as was_hit:
                word = way.put()
                # Each new child would be killed as well: the tracer leaves at the first.
                until(lambda word=word, was_hit=was_hit: was_hit() or way.told(word), PATIENCE)
                time.sleep(0.5)  # its last step may come after its sender was told
                hit = was_hit()
            until(lambda word=word: way.told(word), PATIENCE)
            if not hit:
                break  # there are no more of these calls on this way
            hits[word] = f"{call} {moment}"
    with capsys.disabled():
        print(f"\n{channel}: killed at {', '.join(hits.values())}")  # noqa: T201
    assert len(hits) > 3
    if channel == "reply":
        # The rename puts down that the server has said 250: killed there, it leaves again under the same Message-ID.
        assert all(hits[word].startswith("rename") for word in taken_twice(way))
    check(served, way)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("channel", "line"), [("mail", "imap_line"), ("reply", "smtp_line")])
def test_a_line_cut_at_each_turn(served, channel, line, when, capsys):
    way, cutter = WAYS[channel](served), getattr(served, line)
    before, turn, taken = cutter.cuts, 0, {}
    while cutter.cuts == before + turn and turn < 20:
        turn += 1
        cutter.cut_at(turn, when)
        word = way.put()
        until(lambda word=word: way.told(word), PATIENCE)
        taken[turn] = word
    cutter.cut_at(0, when)
    with capsys.disabled():
        print(f"\n{channel}: cut {when} turns 1 to {cutter.cuts - before}")  # noqa: T201
    assert cutter.cuts - before > 3
    if channel == "reply":
        # The server had it all and its 250 was lost on the way: no sender can know (RFC 5321, 6.1).
        assert len(taken_twice(way)) == (when == "after")
    check(served, way)


@pytest.mark.parametrize("channel", ["mail", "reply"])
def test_a_server_that_is_gone_for_a_while(served, channel):
    way = WAYS[channel](served)
    line = served.imap_line if channel == "mail" else served.smtp_line
    port, line.server_port = line.server_port, 1  # nobody listens there
    words = [way.put() for _ in range(3)]
    time.sleep(15)
    assert not any(way.told(word) for word in words)
    assert served.town.answers()
    line.server_port = port
    until(lambda: all(way.told(word) for word in words), PATIENCE)
    check(served, way)


def test_a_full_disk(tmp_path):
    with world(tmp_path / "town") as one, small_disk(one.town.data, "120m"):
        town = one.town
        town.start()
        until(lambda: not town.waiting(), 60)
        ways = {channel: WAYS[channel](one) for channel in WAYS}
        worker = psutil.Process(town.pid("worker"))
        worker.suspend()  # what has arrived by now is taken in on the full disk
        words = {channel: ways[channel].put() for channel in ("scan", "mail")}
        filling = town.data / "filling"
        fill(filling)
        worker.resume()
        words |= {channel: ways[channel].put() for channel in ("form", "reply")}
        until(lambda: "No space left" in log(town) or "disk is full" in log(town), 60)
        for _ in range(10):
            fill(filling)
            assert not [channel for channel, word in words.items() if ways[channel].told(word)]
            time.sleep(1)
        filling.unlink()
        until(lambda: all(ways[channel].told(word) for channel, word in words.items()), PATIENCE)
        for way in ways.values():
            check(one, way)
        town.stop()


def taken_twice(way):
    """The replies that the server has taken twice under one Message-ID, by which a mailbox knows the second."""
    twice = [word for word in way.words if len(way.deliveries(word)) == 2 and len(set(way.deliveries(word))) == 1]
    way.allowed_twice = set(twice)
    return twice


def check(one, way):
    """No number is missing or there twice, nothing waits unregistered, `verify` is clean, each is there once."""
    until(lambda: one.town.manage("verify", check=False).returncode == 0, 60, pause=1)
    assert one.town.query("SELECT * FROM edm_intake_reception WHERE state = 'received'") == []
    register = [line for line in one.town.lines("register_export") if line["number"]]
    check_numbers(register)
    way.check(register)


def failures(town):
    return log(town).count("FOREIGN KEY constraint failed") + log(town).count("violates foreign key")


def log(town):
    return (town.data.parent / f"{town.data.name}.log").read_text()
