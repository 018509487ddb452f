"""Real faults: a commit that is refused, a call at which the kernel kills, a disk that is full, a cut wire."""

from __future__ import annotations

import os
import select
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.trials.installation import Installation

# A foreign key that is checked at COMMIT, and a row without its parent: the commit itself fails, as late as can be.
SQLITE_FAULT = """
CREATE TABLE fault_parent (id INTEGER PRIMARY KEY);
CREATE TABLE fault (parent INTEGER REFERENCES fault_parent (id) DEFERRABLE INITIALLY DEFERRED);
CREATE TRIGGER fault_now AFTER {event} ON {table} BEGIN INSERT INTO fault VALUES (1); END;
"""
SQLITE_MENDED = "DROP TRIGGER fault_now; DROP TABLE fault; DROP TABLE fault_parent;"
POSTGRES_FAULT = """
CREATE TABLE fault_parent (id INTEGER PRIMARY KEY);
CREATE TABLE fault (parent INTEGER REFERENCES fault_parent (id) DEFERRABLE INITIALLY DEFERRED);
CREATE FUNCTION fault_now() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN INSERT INTO fault VALUES (1); RETURN NEW; END';
CREATE TRIGGER fault_now AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION fault_now();
"""
POSTGRES_MENDED = "DROP FUNCTION fault_now CASCADE; DROP TABLE fault; DROP TABLE fault_parent;"


@contextmanager
def failing_commit(town: Installation, event: str, table: str) -> Iterator[None]:
    """Every transaction that does this to the table fails at its COMMIT; `event` as in INSERT or UPDATE OF column."""
    server = "DATABASE_URL" in town.environment
    script(town, (POSTGRES_FAULT if server else SQLITE_FAULT).format(event=event, table=table))
    try:
        yield
    finally:
        script(town, POSTGRES_MENDED if server else SQLITE_MENDED)


def script(town: Installation, statements: str) -> None:
    if url := town.environment.get("DATABASE_URL"):
        import psycopg

        with psycopg.connect(url, autocommit=True) as server:
            server.execute(statements)
    else:
        with closing(sqlite3.connect(town.data / "db.sqlite3", timeout=60)) as database:
            database.executescript(statements)


@contextmanager
def killed_at(pid: int, call: str, nth: int) -> Iterator[Callable[[], bool]]:
    """SIGKILL as a thread or a child of the process enters this system call for the nth time from now.

    Gives what tells whether that has happened.
    """
    if not shutil.which("strace"):
        pytest.skip("strace is not installed (packages.txt, [test])")
    with tempfile.NamedTemporaryFile("r", prefix="strace-") as told:
        command = ["strace", "-f", "-p", str(pid), "-o", told.name, f"-etrace={call}"]
        command.append(f"-einject={call}:signal=KILL:when={nth}")
        tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        if "attached" not in (said := tracer.stderr.readline()):  # type: ignore[union-attr]
            tracer.kill()
            pytest.skip(f"tracing is not allowed here: {said.strip()}")
        try:
            yield lambda: "killed by SIGKILL" in Path(told.name).read_text()
        finally:
            tracer.terminate()
            tracer.communicate()


@contextmanager
def small_disk(path: Path, size: str) -> Iterator[None]:
    """A file system of its own for this folder, with what the folder held."""
    if os.geteuid():
        pytest.skip("mounting a small disk needs root")
    path.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.aside")
    path.rename(aside)
    path.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(path)], check=False).returncode:
        path.rmdir()
        aside.rename(path)
        pytest.skip("mounting is not allowed here")
    try:
        shutil.copytree(aside, path, dirs_exist_ok=True, symlinks=True)
        shutil.rmtree(aside)
        yield
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


def fill(path: Path) -> None:
    """Write until the disk has not a block left."""
    for size in (1024 * 1024, 4096, 1):
        with path.open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(b"0" * size)


class Cutter:
    """Between a client and its server; cuts both off, as a broken line does, at a turn of the client's.

    A turn is whatever the client sends after the server has spoken: a command, a mail. Cut "before", the server
    never sees it; "after", it does, and the client never hears the answer.
    """

    def __init__(self, port: int) -> None:
        self.server_port = port
        self.turn, self.when, self.cuts = 0, "before", 0  # turn 0: nothing is cut
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_at(self, turn: int, when: str) -> None:
        """The next connection that gets so far is cut, it alone."""
        self.turn, self.when = turn, when

    def close(self) -> None:
        self.listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self.listener.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client, suppress(OSError), socket.create_connection(("127.0.0.1", self.server_port)) as server:
            turns, heard = 0, True
            while ready := select.select([client, server], [], [])[0]:
                if server in ready:
                    if not (data := server.recv(65536)):
                        return
                    client.sendall(data)
                    heard = True
                    continue
                if not (data := client.recv(65536)):
                    return
                turns, heard = turns + heard, False
                if cut := self.turn and turns >= self.turn:
                    self.turn, self.cuts = 0, self.cuts + 1
                if cut and self.when == "before":
                    return
                server.sendall(data)
                if cut:
                    # All of it may take several pieces; once the server answers, that answer is lost.
                    while select.select([client, server], [], [])[0] == [client] and (data := client.recv(65536)):
                        server.sendall(data)
                    time.sleep(0.05)
                    return
