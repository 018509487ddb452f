"""A real installation in a folder of its own: the demonstration town, its supervisor, web and worker."""

from __future__ import annotations

import atexit
import functools
import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil

from portal.operations.running import die_with_parent

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "essai-des-pannes-2026"
LEFT_OUT = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "PARVIS_DATA", "PORT"}


def until(condition: Callable[[], object], seconds: float, pause: float = 0.1) -> float:
    """Wait for it; how long that took. AssertionError after so many seconds."""
    start = time.monotonic()
    while time.monotonic() < start + seconds:
        if condition():
            return time.monotonic() - start
        time.sleep(pause)
    raise AssertionError(f"not in {seconds} s: {getattr(condition, '__name__', condition)}")


class Installation:
    def __init__(self, data: Path, database: str = "") -> None:
        self.data = data
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.environment = {key: value for key, value in os.environ.items() if key not in LEFT_OUT} | {
            "PARVIS_DATA": str(data),
            "PORT": str(self.port),
            "PARVIS_DEMO_PASSWORD": PASSWORD,
        }
        if database:
            self.environment["DATABASE_URL"] = database
        self.process: subprocess.Popen[bytes] | None = None
        data.mkdir(parents=True)
        self.log = (data.parent / f"{data.name}.log").open("a+")

    @property
    def drop(self) -> Path:
        return self.data / "intake" / "scans"

    def manage(self, *arguments: str, check: bool = True, limit: float = 300) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=limit,
            check=False,
        )
        assert done.returncode == 0 or not check, f"{arguments}: {done.stdout}{done.stderr}"
        return done

    def query(self, sql: str) -> list[tuple]:
        """What the database answers just now."""
        if url := self.environment.get("DATABASE_URL"):
            import psycopg

            opened = psycopg.connect(url)
        else:
            opened = sqlite3.connect(self.data / "db.sqlite3", timeout=60)
        with closing(opened) as database:
            return database.execute(sql).fetchall()

    def lines(self, command: str) -> list[dict]:
        """What a command that writes JSON lines says."""
        return [json.loads(line) for line in self.manage(command).stdout.splitlines()]

    def prepare(self) -> None:
        """The demonstration town; where the embedded database serves, a copy of one made for all trials."""
        if "DATABASE_URL" in self.environment:
            self.make()
        else:
            shutil.copytree(made_once(), self.data, dirs_exist_ok=True, symlinks=True)

    def make(self) -> None:
        self.manage("prepare")

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "portal.operations.supervisor"],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            preexec_fn=functools.partial(die_with_parent, os.getpid()),  # noqa: PLW1509, no other thread yet
        )
        until(self.answers, 60)
        until(self.works, 60)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)

    def pid(self, name: str) -> int:
        try:
            return int((self.data / "run" / f"{name}.pid").read_text())
        except (FileNotFoundError, ValueError):
            return 0

    def victim(self, what: str) -> int:
        """The process to kill: `web`, `web child`, `worker`, or `ocr`, the worker where no OCR runs just now."""
        pid = self.pid("web" if what.startswith("web") else "worker")
        if what in {"web child", "ocr"}:
            try:
                children = psutil.Process(pid).children()
            except psutil.NoSuchProcess:
                children = []
            return children[0].pid if children else pid
        return pid

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/connexion/", headers={"Host": f"localhost:{self.port}"})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def works(self) -> bool:
        """Whether the worker that is to live now has got as far as its own lock."""
        try:
            lock = (self.data / "run" / "worker.lock").read_text().strip()
        except FileNotFoundError:
            return False
        return lock == str(self.pid("worker"))

    def waiting(self) -> list[Path]:
        """What stands in the drop folder."""
        return [path for path in self.drop.iterdir() if path.is_file()]


@functools.cache
def made_once() -> Path:
    """A town that is never served: making one takes a minute of CPU, copying it a second."""
    folder = Path(tempfile.mkdtemp(prefix="parvis-trials-"))
    atexit.register(shutil.rmtree, folder)
    model = Installation(folder / "town")
    model.make()
    model.log.close()
    return model.data


@contextmanager
def installation(data: Path) -> Iterator[Installation]:
    """Prepared, not yet served; stopped at the end. On PostgreSQL under bin/with-postgres, else the embedded one."""
    with database() as url:
        town = Installation(data, url)
        try:
            yield town
        finally:
            town.stop()
            town.log.close()


@contextmanager
def database() -> Iterator[str]:
    """The address of an empty database of its own; nothing where the embedded one serves."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield ""
        return
    import psycopg

    name = f"trial_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield f"{server.rpartition('/')[0]}/{name}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
