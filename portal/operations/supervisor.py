"""Serve the town: `python -m portal.operations.supervisor` keeps web and worker alive. No Django here, to stay small.

The listening socket is opened once, here, and handed to gunicorn: a killed gunicorn's port is never lost to the
orphan that still holds it, and connections made meanwhile wait in the queue instead of being refused.
"""

from __future__ import annotations

import functools
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from portal.operations import running

ROOT = Path(__file__).resolve().parent.parent.parent
TICK = 0.25  # seconds between two looks at the children
SHORT_LIFE = 10.0  # a child that lived less has something wrong: wait longer each time, up to LONGEST_WAIT
LONGEST_WAIT = 2.0  # with the 2 s of a start, whatever is killed over and over serves again within 5 s
STOP_WAIT = 15.0  # seconds that the children have to finish what they do
# What each runs, by Python; compose.yaml runs the same.
WEB = ("-m", "gunicorn", "-c", "python:portal.operations.gunicorn_conf")
WORKER = ("manage.py", "worker")
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def say(message: str) -> None:
    print(f"parvis: {message}", flush=True)  # noqa: T201, the terminal is its screen


@dataclass
class Child:
    """A process that must live: started again when it dies."""

    name: str
    command: list[str]
    folder: Path
    pass_fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    short_lives: int = 0
    start_at: float = field(default_factory=time.monotonic)

    @property
    def pid_file(self) -> Path:
        return self.folder / f"{self.name}.pid"

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            pass_fds=self.pass_fds,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops them in order
            preexec_fn=functools.partial(running.die_with_parent, os.getpid()),  # noqa: PLW1509, no thread here
        )
        self.started = time.monotonic()
        written = self.pid_file.with_suffix(".new")
        written.write_text(f"{self.process.pid}\n")
        written.replace(self.pid_file)

    def look(self) -> None:
        """Start it if it is time to; notice its death."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
            return
        if (code := self.process.poll()) is None:
            return
        self.short_lives = self.short_lives + 1 if now - self.started < SHORT_LIFE else 0
        wait = min(LONGEST_WAIT, 2.0 ** (self.short_lives - 2)) if self.short_lives > 1 else 0.0
        say(f"{self.name} ended ({code}); starting it again")
        self.process, self.start_at = None, now + wait

    def stop(self, deadline: float) -> None:
        if self.process is not None:
            try:
                self.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                say(f"{self.name} does not stop: killed")
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        self.pid_file.unlink(missing_ok=True)

    def terminate(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()


def listen(bind: str, port: int, patience: float) -> socket.socket:
    """The listening socket; OSError when the port is still taken after `patience` seconds."""
    deadline = time.monotonic() + patience
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    while True:
        try:
            return socket.create_server((bind, port), family=family, backlog=1024)
        except OSError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(TICK)


def answers(bind: str, port: int) -> bool:
    host = bind if bind in LOOPBACK else "::1" if ":" in bind else "127.0.0.1"
    connection = http.client.HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
        connection.getresponse()
    except OSError:
        return False
    finally:
        connection.close()
    return True


def supervise(children: list[Child], bind: str, port: int) -> None:
    """Until SIGTERM or Ctrl-C: keep the children alive, and say once that the site answers."""
    stopping = False

    def stop(_number: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    announced = False
    while not stopping:
        for child in children:
            child.look()
        if not announced and answers(bind, port):
            announced = True
            host = f"localhost:{port}"
            say(f"the site is at http://{host}/ and the back office at http://{host}/gestion/")
            if bind not in LOOPBACK:
                say(f"it answers other machines too ({bind}): see docs/how-to/production.md")
            say("Ctrl-C stops it")
        time.sleep(TICK)
    say("stopping")
    for child in children:
        child.terminate()
    deadline = time.monotonic() + STOP_WAIT
    for child in children:
        child.stop(deadline)


def main() -> int:
    data = Path(os.environ.get("PARVIS_DATA") or ROOT / "var").resolve()
    bind = os.environ.get("PARVIS_BIND") or "127.0.0.1"
    port = int(os.environ.get("PORT") or 8000)
    folder = running.run_folder(data)
    if running.interrupted_restore(data).exists():
        say("a restore of this folder was cut short: run `manage.py restore FILE` again first")
        return 1
    was_killed = (folder / running.SUPERVISOR).exists()
    lock = running.lock_hold(folder / running.SUPERVISOR)
    if lock is None:
        pid = (folder / running.SUPERVISOR).read_text().strip()
        say(f"{data} is already served, by process {pid}: stop that one first (kill {pid})")
        return 1
    try:
        # After a kill the last children may need a moment to leave the port.
        server = listen(bind, port, patience=5.0 if was_killed else 0.0)
    except OSError as error:
        say(f"cannot listen on {bind} port {port}: {error.strerror}. Choose another: PORT=8001 make run")
        (folder / running.SUPERVISOR).unlink()
        return 1
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")  # threads then share memory instead of each keeping its own
    web = Child("web", [sys.executable, *WEB, "--bind", f"fd://{server.fileno()}"], folder, pass_fds=(server.fileno(),))
    worker = Child("worker", [sys.executable, *WORKER], folder)
    supervise([web, worker], bind, port)
    server.close()
    (folder / running.SUPERVISOR).unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
