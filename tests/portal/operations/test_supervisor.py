"""The real processes: served, killed, started again, stopped."""

import functools
import os
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

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.server


def until(condition, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.1)
    raise AssertionError(f"not in {seconds} s: {condition.__name__}")


class Served:
    def __init__(self, data, port):
        self.data, self.port = data, port
        self.log = data.with_suffix(".log").open("a+")
        self.environment = {
            key: value for key, value in os.environ.items() if key not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL"}
        } | {"PARVIS_DATA": str(data), "PORT": str(port), "PARVIS_DEMO": "0"}

    def manage(self, *arguments):
        return self.command("manage.py", *arguments)

    def command(self, *arguments):
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "portal.operations.supervisor"],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            preexec_fn=functools.partial(die_with_parent, os.getpid()),  # noqa: PLW1509, no thread here
        )
        until(self.answers, 60)
        until(self.works, 60)

    def pid(self, name):
        try:
            return int((self.data / "run" / f"{name}.pid").read_text())
        except (FileNotFoundError, ValueError):
            return 0

    def answers(self):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=2).close()
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            return False
        return True

    def works(self):
        """Whether the worker has got as far as its own lock."""
        return (self.data / "run" / "worker.lock").read_text().strip() == str(self.pid("worker"))

    def stop(self):
        self.process.terminate()
        return self.process.wait(20)

    def alive(self):
        pids = [self.pid(name) for name in ("supervisor", "web", "worker")]
        return [pid for pid in pids if pid and psutil.pid_exists(pid)]


@pytest.fixture
def served(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    served = Served(tmp_path / "town", port)
    prepared = served.manage("prepare")
    assert prepared.returncode == 0, prepared.stderr
    served.start()
    yield served
    if served.process.poll() is None:
        served.process.kill()
        served.process.wait()
    until(lambda: not served.alive(), 20)
    served.log.close()


@pytest.mark.parametrize("which", ["web", "its process", "worker"])
def test_what_is_killed_is_back_within_five_seconds(served, which):
    name = "worker" if which == "worker" else "web"
    pid = served.pid(name)
    victim = psutil.Process(pid).children()[0].pid if which == "its process" else pid
    started = time.monotonic()
    os.kill(victim, signal.SIGKILL)
    if which == "its process":
        until(lambda: [child.pid for child in psutil.Process(pid).children()] not in ([], [victim]), 5)
    else:
        until(lambda: served.pid(name) not in {0, pid}, 5)
    until(served.answers, 5)
    assert time.monotonic() - started < 5
    until(served.works, 10)


def test_it_stops_at_sigterm_and_leaves_nothing_behind(served):
    children = psutil.Process(served.pid("supervisor")).children(recursive=True)
    assert served.stop() == 0
    assert not [child for child in children if child.is_running()]
    assert not list((served.data / "run").glob("*.pid"))


def test_a_killed_supervisor_takes_all_along_and_starts_again(served):
    children = psutil.Process(served.pid("supervisor")).children(recursive=True)
    served.process.kill()
    served.process.wait()
    psutil.wait_procs(children, timeout=15)
    assert not [child for child in children if child.is_running()]
    served.start()


def test_a_second_start_says_who_serves(served):
    second = served.command("-m", "portal.operations.supervisor")
    assert second.returncode == 1
    assert f"already served, by process {served.process.pid}" in second.stdout


def test_a_port_that_is_taken_is_told(served, tmp_path):
    other = Served(tmp_path / "other", served.port)
    refused = other.command("-m", "portal.operations.supervisor")
    other.log.close()
    assert refused.returncode == 1
    assert f"cannot listen on 127.0.0.1 port {served.port}" in refused.stdout


def test_backup_while_it_serves_restore_once_stopped(served, tmp_path):
    target = tmp_path / "town.tar"
    made = served.manage("backup", str(target))
    assert made.returncode == 0, made.stderr
    refused = served.manage("restore", str(target))
    assert refused.returncode == 1
    assert "still running" in refused.stderr
    served.stop()
    restored = served.manage("restore", str(target))
    assert restored.returncode == 0, restored.stderr
    verified = served.manage("verify")
    assert (verified.returncode, verified.stdout.strip()) == (0, "clean"), verified.stdout
    served.start()


def test_idle_it_takes_350_mb_at_most(served):
    processes = [psutil.Process(served.pid("supervisor"))]
    processes += processes[0].children(recursive=True)
    total = sum(process.memory_full_info().pss for process in processes)
    assert total <= 350 * 2**20
