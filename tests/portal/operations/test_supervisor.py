"""The real processes: served, killed, started again, stopped. One town for all; once stopped it is started again."""

import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest

from portal.operations.running import die_with_parent
from tests.database import template_copy

ROOT = Path(__file__).resolve().parents[3]
PROMISED = 5  # seconds in which a dead child has a successor
PATIENCE = 90  # for what takes CPU time, on a machine that has other things to do
pytestmark = pytest.mark.server


def until(condition, seconds=PATIENCE):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.05)
    raise AssertionError(f"not in {seconds} s: {condition}")


class Served:
    def __init__(self, data, port):
        self.data, self.port, self.process = data, port, None
        self.environment = {
            key: value for key, value in os.environ.items() if key not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL"}
        } | {"PARVIS_DATA": str(data), "PORT": str(port), "PARVIS_DEMO": "0"}

    def command(self, *arguments):
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=2 * PATIENCE,
            check=False,
        )

    def manage(self, *arguments):
        return self.command("manage.py", *arguments)

    def start(self):
        with self.data.with_suffix(".log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.operations.supervisor"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                preexec_fn=functools.partial(die_with_parent, os.getpid()),  # noqa: PLW1509, no thread here
            )
        until(self.answers)
        until(self.works)

    @property
    def runs(self):
        return self.process is not None and self.process.poll() is None

    def log(self):
        return self.data.with_suffix(".log").read_text()

    def pid(self, name):
        try:
            return int((self.data / "run" / f"{name}.pid").read_text())
        except (FileNotFoundError, ValueError):
            return 0

    def answers(self):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=PATIENCE).close()
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            return False
        return True

    def works(self):
        """Whether the worker has got as far as its own lock."""
        try:
            holder = (self.data / "run" / "worker.lock").read_text().strip()
        except FileNotFoundError:
            return False
        return holder == str(self.pid("worker"))

    def family(self):
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self):
        self.process.terminate()
        return self.process.wait(PATIENCE)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    data = tmp_path_factory.mktemp("served") / "town"
    data.mkdir()
    # The migrated file that the suite has anyway: migrating takes most of the time.
    shutil.move(template_copy(data), data / "db.sqlite3")
    served = Served(data, port)
    prepared = served.manage("prepare")
    assert prepared.returncode == 0, prepared.stderr
    yield served
    if served.runs:
        served.stop()


@pytest.fixture
def served(town):
    if not town.runs:
        town.start()
    return town


@pytest.mark.parametrize("which", ["web", "its process", "worker"])
def test_what_is_killed_is_back_within_five_seconds(served, which):
    name = "worker" if which == "worker" else "web"
    pid = served.pid(name)
    if which == "its process":
        victim = until(psutil.Process(pid).children)[0].pid  # an orphan may have answered for a new one till now
        os.kill(victim, signal.SIGKILL)
        until(lambda: [child.pid for child in psutil.Process(pid).children()] not in ([], [victim]), PROMISED)
    else:
        os.kill(pid, signal.SIGKILL)
        until(lambda: served.pid(name) not in {0, pid}, PROMISED)
        assert f"parvis: {name} ended (-9)" in served.log()
    until(served.answers)
    until(served.works)


def test_it_stops_at_sigterm_and_leaves_nothing_behind(served):
    children = served.family()
    assert served.stop() == 0
    assert not [child for child in children if child.is_running()]
    assert not list((served.data / "run").glob("*.pid"))


def test_a_killed_supervisor_takes_all_along_and_starts_again(served):
    children = served.family()
    served.process.kill()
    served.process.wait()
    psutil.wait_procs(children, timeout=PATIENCE)
    assert not [child for child in children if child.is_running()]
    served.start()


def test_a_second_start_says_who_serves(served):
    second = served.command("-m", "portal.operations.supervisor")
    assert second.returncode == 1
    assert f"already served, by process {served.process.pid}" in second.stdout


def test_a_port_that_is_taken_is_told(served, tmp_path):
    refused = Served(tmp_path / "other", served.port).command("-m", "portal.operations.supervisor")
    assert refused.returncode == 1
    assert f"cannot listen on 127.0.0.1 port {served.port}" in refused.stdout


def test_backup_while_it_serves_restore_once_stopped(served, tmp_path):
    target = tmp_path / "town.tar"
    made = served.manage("backup", str(target))
    assert made.returncode == 0, made.stderr
    refused = served.manage("restore", str(target))
    assert refused.returncode == 1
    assert "still running" in refused.stderr
    drilled = served.manage("restore", "--drill", str(target))
    assert drilled.returncode == 0, drilled.stderr
    assert not list(served.data.glob("drill-*"))
    served.stop()
    restored = served.manage("restore", str(target))
    assert restored.returncode == 0, restored.stderr
    verified = served.manage("verify")
    assert (verified.returncode, verified.stdout.strip()) == (0, "clean"), verified.stdout
    served.start()


def test_idle_it_takes_350_mb_at_most(served):
    processes = [psutil.Process(served.process.pid), *served.family()]
    total = sum(process.memory_full_info().pss for process in processes)
    assert total <= 350 * 2**20
