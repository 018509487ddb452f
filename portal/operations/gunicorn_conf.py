"""gunicorn's settings: one process with threads, which is what a server of 1 GB has room for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from portal.operations import running
from portal.operations.collector import collector_settle

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter

wsgi_app = "portal.wsgi:application"
worker_class = "gthread"
workers = 1
threads = int(os.environ.get("PARVIS_THREADS") or 8)
preload_app = True  # the arbiter and its process share the memory of the code
timeout = 60
keepalive = 20  # a form is posted on the connection that fetched it; one that is idle holds no thread
graceful_timeout = 10
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108, a heartbeat must not wait for a disk
loglevel = "warning"
control_socket_disable = True  # it would lie in the home of the account, one for all towns

_held: list[object] = []


def on_starting(_server: Arbiter) -> None:
    """Held by the arbiter and, inherited, by its process: `restore` sees that the site is up."""
    data = Path(os.environ.get("PARVIS_DATA") or Path(__file__).resolve().parents[2] / "var")
    _held.append(running.lock_hold(running.run_folder(data.resolve()) / running.WEB))


def pre_fork(_server: Arbiter, _worker: object) -> None:
    """What loading opened or made: no connection may cross the fork, and no collection should unshare memory."""
    from django.db import connections

    connections.close_all()
    collector_settle()
