import faulthandler
import os
import signal
import threading
import time

import pytest

from portal.operations.steps import mail_sender
from portal.operations.worker import Aside, Loop, Step

PATIENCE = 60  # for what takes CPU time, on a machine that has other things to do


@pytest.fixture(autouse=True)
def _no_connections_closed(monkeypatch):
    # The loop closes old connections: the test's own one would go with its transaction.
    monkeypatch.setattr("portal.operations.worker.close_old_connections", lambda: None)
    monkeypatch.setattr("portal.operations.worker.connections.close_all", lambda: None)


def test_a_step_that_fails_stops_no_other_and_waits_longer_each_time(caplog):
    def broken():
        raise ValueError("out of paper")

    taken = []
    bad, good = Step("bad", every=1, run=broken), Step("good", every=1, run=lambda: taken.append(1))
    loop = Loop([bad, good])
    loop.turn()
    first = bad.due - time.monotonic()
    bad.due = good.due = 0
    loop.turn()
    assert len(taken) == 2
    assert bad.failures == 2
    assert bad.due - time.monotonic() > first
    assert "out of paper" in caplog.text


def test_a_step_that_did_something_is_called_again_at_once():
    left = [1, 2, 3]
    step = Step("queue", every=60, run=lambda: left.pop() if left else None)
    loop = Loop([step])
    pauses = [loop.turn() for _ in range(4)]
    assert pauses[:3] == [0, 0, 0]
    assert pauses[3] > 50
    assert not left


def test_it_stops_between_two_steps_at_sigterm():
    taken = []

    def first():
        os.kill(os.getpid(), signal.SIGTERM)
        taken.append("first")

    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    try:
        Loop([Step("first", 1, first), Step("second", 1, lambda: taken.append("second"))]).run()
    finally:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])
    assert taken == ["first"]


def test_it_stops_at_once_while_it_waits():
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGTERM))
    timer.start()
    started = time.monotonic()
    try:
        Loop([Step("rare", 60, lambda: None)]).run()
    finally:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])
    assert time.monotonic() - started < 30  # of the 60 until its next step


def wait_end(aside):
    deadline = time.monotonic() + PATIENCE
    while aside.pid and time.monotonic() < deadline:
        aside()
        time.sleep(0.05)
    assert not aside.pid


def test_work_aside_is_done_in_another_process_until_nothing_is_left(data_folder):
    def done():
        return sorted(path.name for path in data_folder.iterdir())

    def work():
        if len(done()) == 3:
            return False
        (data_folder / f"{len(done())}-{os.getpid()}").touch()
        return True

    aside = Aside(waits=lambda: len(done()) < 3, work=work)
    aside()
    assert aside.pid
    wait_end(aside)
    names = done()
    assert len(names) == 3
    assert len({name.partition("-")[2] for name in names}) == 1
    assert not names[0].endswith(f"-{os.getpid()}")


def test_work_aside_that_crashes_is_told_as_a_failure():
    def work():
        faulthandler.disable()  # it would write among the suite's own lines
        os.kill(os.getpid(), signal.SIGSEGV)

    aside = Aside(waits=lambda: True, work=work)
    aside()
    with pytest.raises(ChildProcessError, match=str(-signal.SIGSEGV)):
        wait_end(aside)


def test_stopping_ends_the_work_aside():
    aside = Aside(waits=lambda: True, work=lambda: time.sleep(60) or True)
    aside()
    pid = aside.pid
    aside.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_piece_begun_may_end_when_the_worker_stops(data_folder):
    def work():
        (data_folder / "begun").touch()
        time.sleep(0.5)
        with (data_folder / "ended").open("a") as ended:
            ended.write(".")
        return True

    aside = Aside(waits=lambda: True, work=work, patience=PATIENCE)
    aside()
    deadline = time.monotonic() + PATIENCE
    while not (data_folder / "begun").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    aside.stop()
    assert (data_folder / "ended").read_text() == "."


def test_mail_goes_aside_only_where_a_server_may_keep_it_waiting(settings):
    settings.PARVIS_SMTP_URL = ""
    assert not isinstance(mail_sender(), Aside)
    settings.PARVIS_SMTP_URL = "smtp://localhost:25"
    assert isinstance(mail_sender(), Aside)
