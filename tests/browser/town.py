"""The demonstration town as people get it: prepared, served by the real processes, stopped at the end."""

from __future__ import annotations

import email
import email.policy
import functools
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar

from portal.operations.running import die_with_parent

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "essai-des-tests-2026"
DOMAIN = "saint-exemple.example"
T = TypeVar("T")


def until(condition: Callable[[], T], seconds: float, what: str = "") -> T:
    """The first true answer of `condition`; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.2)
    raise AssertionError(f"not in {seconds} s: {what or condition}")


class ServedTown:
    """Its folder, its address, and what a person at the machine can do with it."""

    def __init__(self, data: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.data = data
        self.url = f"http://localhost:{self.port}"
        self.log = data.with_suffix(".log").open("a+")
        self.environment = {
            key: value for key, value in os.environ.items() if key not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL"}
        } | {
            "PARVIS_DATA": str(data),
            "PORT": str(self.port),
            "PARVIS_DEMO": "1",
            "PARVIS_DEMO_PASSWORD": PASSWORD,
            "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        }

    def start(self) -> None:
        self.manage("prepare")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "portal.operations.supervisor"],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            preexec_fn=functools.partial(die_with_parent, os.getpid()),  # noqa: PLW1509, no thread here
        )
        until(self.answers, 120, "the site answers")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/", timeout=30) as response:
                return bool(response.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def drop(self, letter: Path, name: str) -> None:
        """Put a scan in the drop folder, as a scanner does."""
        shutil.copy(letter, self.data / "intake" / "scans" / name)

    def mails(self, to: str, words: str = "") -> list[EmailMessage]:
        """What left for an address, oldest first, among the messages written in the outbox."""
        messages = [
            email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            for path in sorted((self.data / "outbox").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        ]
        return [
            one for one in messages if to in str(one["To"]) and (words in str(one["Subject"]) or words in text(one))
        ]

    def mail(self, to: str, words: str = "", seconds: float = 60) -> EmailMessage:
        return until(lambda: self.mails(to, words), seconds, f"a mail to {to} with “{words}”")[-1]

    def register(self) -> list[dict[str, Any]]:
        """The whole register, as `register_export` writes it."""
        return [json.loads(line) for line in self.manage("register_export").splitlines() if line.startswith("{")]


def text(message: EmailMessage) -> str:
    """The words of a message."""
    body = message.get_body(("plain", "html"))
    return str(body.get_content()) if body else ""
