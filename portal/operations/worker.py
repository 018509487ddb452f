"""The worker's loop: named steps at intervals, in one process; what takes long runs aside, in a second one.

The truth is a state on our own rows (see docs/decisions/0001): a step reads it and does what is due, so nothing is
lost with a killed worker, and a step that fails is tried again later without stopping the others.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from django.db import close_old_connections, connections

from portal.operations.running import die_with_parent

logger = logging.getLogger(__name__)
LONGEST_PAUSE = 300.0  # seconds between two tries of a step that keeps failing


@dataclass
class Step:
    """Something to do every so many seconds; `run` says by a true value that it should be called again at once."""

    name: str
    every: float
    run: Callable[[], object]
    due: float = 0.0
    failures: int = field(default=0, init=False)

    def take(self) -> None:
        """Run once; an exception is logged and makes the pause longer, twice each time."""
        try:
            again = bool(self.run())
        except Exception:
            self.failures += 1
            pause = min(LONGEST_PAUSE, self.every * 2**self.failures)
            logger.exception("step %s failed (%d in a row); again in %.0f s", self.name, self.failures, pause)
            self.due = time.monotonic() + pause
        else:
            self.failures = 0
            self.due = time.monotonic() + (0.0 if again else self.every)


@dataclass
class Aside:
    """Long work in a process of its own, forked when something waits and gone when nothing does any more."""

    waits: Callable[[], bool]  # cheap: asked every time
    work: Callable[[], object]  # one piece; false when nothing was left
    patience: float = 0.0  # seconds that a piece begun has to end when the worker stops
    pid: int = field(default=0, init=False)
    stopping: bool = field(default=False, init=False)

    def __call__(self) -> None:
        """Look after the process: raise if it failed, start one if something waits."""
        if self.pid:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if not pid:
                return
            self.pid = 0
            if status:
                raise ChildProcessError(f"ended with {os.waitstatus_to_exitcode(status)}")
        if self.waits():
            self.start()

    def start(self) -> None:
        connections.close_all()  # a connection shared by two processes would be used by both
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid:
            return
        status = 1
        try:
            die_with_parent(parent, signal.SIGKILL)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGTERM, self._stop)
            os.nice(5)
            while not self.stopping and self.work():
                pass
            status = 0
        except Exception:
            logger.exception("work aside failed")
        finally:
            os._exit(status)

    def stop(self) -> None:
        """Let it end the piece it is at, for as long as patience lasts; it is killed then."""
        if not self.pid:
            return
        os.kill(self.pid, signal.SIGTERM)
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline:
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                self.pid = 0
                return
            time.sleep(0.05)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.pid = 0

    def _stop(self, _number: int, _frame: object) -> None:
        self.stopping = True


@dataclass
class Asides:
    """The same long work for each of several things, in a process each: one that hangs keeps no other waiting."""

    waits: Callable[[], Iterable[int]]  # the ids of what waits
    work: Callable[[int], object]
    every: float  # seconds between two starts of the same one
    running: dict[int, Aside] = field(default_factory=dict, init=False)
    due: dict[int, float] = field(default_factory=dict, init=False)

    def __call__(self) -> None:
        waiting = set(self.waits())
        for key in waiting | set(self.running):
            aside = self.running.setdefault(key, Aside(waits=lambda: False, work=partial(self._once, key)))
            try:
                aside()
            except ChildProcessError as error:
                logger.error("work aside for %s: %s", key, error)  # noqa: TRY400 - it told its traceback itself
            if aside.pid:
                continue
            if key not in waiting:
                del self.running[key]
            elif self.due.get(key, 0.0) <= time.monotonic():
                self.due[key] = time.monotonic() + self.every
                aside.start()

    def stop(self) -> None:
        for aside in self.running.values():
            aside.stop()

    def _once(self, key: int) -> bool:
        self.work(key)
        return False


@dataclass
class Loop:
    """Runs the steps until SIGTERM or Ctrl-C, which is heeded between two steps."""

    steps: Sequence[Step]
    stopping: bool = field(default=False, init=False)

    def turn(self) -> float:
        """Take each step that is due; the seconds until the next one is."""
        for step in self.steps:
            if self.stopping:
                return 0.0
            if step.due <= time.monotonic():
                close_old_connections()
                step.take()
        return max(0.0, min(step.due for step in self.steps) - time.monotonic())

    def run(self) -> None:
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.stopping:
            pause = self.turn()
            if not self.stopping:
                select.select([reader], [], [], pause)

    def _stop(self, _number: int, _frame: object) -> None:
        self.stopping = True
