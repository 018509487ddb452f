"""Who runs: a file in $PARVIS_DATA/run held locked for as long as the process lives. Plain Python, no Django.

The kernel frees the lock of a process that is killed, so a stale file never stops a start.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
from pathlib import Path
from typing import TextIO

SUPERVISOR, WEB, WORKER = "supervisor.pid", "web.lock", "worker.lock"
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)


def run_folder(data: Path) -> Path:
    """$PARVIS_DATA/run, made when it is not there."""
    folder = data / "run"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def lock_hold(path: Path) -> TextIO | None:
    """Hold the file for the life of this process and write the pid in it; None when another process does."""
    handle = path.open("a+")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        return None
    handle.truncate(0)
    handle.write(f"{os.getpid()}\n")
    handle.flush()
    return handle


def services_running(data: Path) -> list[str]:
    """The names of the services of this data folder that run now."""
    running = []
    for name in (SUPERVISOR, WEB, WORKER):
        handle = lock_hold(run_folder(data) / name)
        if handle is None:
            running.append(name.partition(".")[0])
        else:
            handle.truncate(0)
            handle.close()
    return running


def die_with_parent(parent: int, number: int = signal.SIGTERM) -> None:
    """In a child just forked: be sent this signal when the parent dies, however it dies."""
    _libc.prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)


def interrupted_restore(data: Path) -> Path:
    """The mark of a restore that was cut while it replaced files: nothing may start on such a folder."""
    return run_folder(data) / "restore-unfinished"
