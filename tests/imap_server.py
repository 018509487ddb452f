"""A real IMAP server (dovecot) on a loopback port, in a folder of its own; every login has a mailbox and one password.

with ImapServer() as server:
    server.append(raw)                # into the default user's INBOX
    server.url                        # for PARVIS_IMAP_URL
    server.stop(); server.start()     # the same mails, the same port
"""

from __future__ import annotations

import contextlib
import grp
import imaplib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self
from urllib.parse import quote

USER = "mairie"
PASSWORD = "p@ss/mot:de+passe?"  # as awkward in a URL as a real one
CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
first_valid_uid = 1
mail_location = maildir:{root}/mail/%u
mail_max_userip_connections = 50
mail_fsync = never
auth_failure_delay = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={root}/home/%u
}}
namespace inbox {{
  inbox = yes
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


class ImapServer:
    """Dovecot as the current user, or as nobody where that is root: it serves no mail of root's."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="imap-"))  # short: the paths of Unix sockets are
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.host = "127.0.0.1"
        self._owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self._process: subprocess.Popen[bytes] | None = None
        configuration = CONFIGURATION.format(
            root=self.root,
            port=self.port,
            password=PASSWORD,
            user=self._owner.pw_name,
            group=grp.getgrgid(self._owner.pw_gid).gr_name,
        )
        (self.root / "dovecot.conf").write_text(configuration)
        for folder in ("run", "state", "mail", "home"):
            (self.root / folder).mkdir()
        if os.geteuid() == 0:
            for path in (self.root, *self.root.iterdir()):
                os.chown(path, self._owner.pw_uid, self._owner.pw_gid)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()
        shutil.rmtree(self.root, ignore_errors=True)

    @property
    def url(self) -> str:
        return self.url_of(USER)

    def url_of(self, user: str, folder: str = "INBOX") -> str:
        return f"imap://{quote(user, safe='')}:{quote(PASSWORD, safe='')}@{self.host}:{self.port}/{quote(folder)}"

    def start(self) -> None:
        """Serve; returns once the server answers."""
        identity = {"user": self._owner.pw_uid, "group": self._owner.pw_gid, "extra_groups": []}
        command = [shutil.which("dovecot") or "/usr/sbin/dovecot", "-F", "-c", str(self.root / "dovecot.conf")]
        self._process = subprocess.Popen(
            command,
            cwd=self.root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **(identity if os.geteuid() == 0 else {}),
        )
        deadline = time.monotonic() + 20
        while True:
            try:
                with self.client():
                    return
            except (OSError, imaplib.IMAP4.error) as error:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    self.stop()
                    log = self.root / "dovecot.log"
                    raise RuntimeError(f"dovecot: {log.read_text() if log.exists() else error}") from error
                time.sleep(0.05)

    def stop(self) -> None:
        """Cut the server off: every connection ends at once, in the middle of an answer too."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None
        (self.root / "run" / "master.pid").unlink(missing_ok=True)

    @contextlib.contextmanager
    def client(self, user: str = USER, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        connection = imaplib.IMAP4(self.host, self.port, timeout=20)
        try:
            connection.login(user, PASSWORD)
            connection.select(folder)
            yield connection
        finally:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                connection.logout()

    def append(self, raw: bytes, user: str = USER, folder: str = "INBOX", flags: str = "") -> int:
        """Deliver a message; its UID."""
        with self.client(user, folder) as connection:
            status, answer = connection.append(folder, flags, "", raw)  # type: ignore[arg-type]
            assert status == "OK", answer
            found = re.search(rb"APPENDUID \d+ (\d+)", answer[0])
            assert found, answer
            return int(found[1])

    def uids(self, user: str = USER, folder: str = "INBOX") -> list[int]:
        with self.client(user, folder) as connection:
            return [int(uid) for uid in connection.uid("SEARCH", "ALL")[1][0].split()]

    def flags(self, uid: int, user: str = USER, folder: str = "INBOX") -> set[str]:
        """The message's flags, such as \\Flagged and \\Seen, \\Recent left out."""
        with self.client(user, folder) as connection:
            answer = connection.uid("FETCH", str(uid), "(FLAGS)")[1][0]
        assert answer, f"no message {uid}"
        return {flag.decode() for flag in imaplib.ParseFlags(answer)} - {"\\Recent"}  # type: ignore[arg-type]

    def raw(self, uid: int, user: str = USER, folder: str = "INBOX") -> bytes:
        """The message as the server gives it; it stays unseen."""
        with self.client(user, folder) as connection:
            return connection.uid("FETCH", str(uid), "(BODY.PEEK[])")[1][0][1]  # type: ignore[index,return-value]

    def remove(self, uid: int, user: str = USER, folder: str = "INBOX") -> None:
        """Delete a message, as another mail program might at any moment."""
        with self.client(user, folder) as connection:
            connection.uid("STORE", str(uid), "+FLAGS.SILENT", "(\\Deleted)")
            connection.expunge()

    def clear(self) -> None:
        """Empty every mailbox."""
        for folder in (self.root / "mail").iterdir():
            with self.client(folder.name) as connection:
                if self.uids(folder.name):
                    connection.uid("STORE", "1:*", "+FLAGS.SILENT", "(\\Deleted)")
                    connection.expunge()

    def renumber(self, user: str = USER) -> None:
        """Give the mailbox another UIDVALIDITY, as after a move to another server; its mails and flags stay."""
        self.stop()
        folder = self.root / "mail" / user
        for path in folder.glob("dovecot*"):
            path.unlink()
        # A UIDVALIDITY is the second in which the list was made.
        time.sleep(1.1)
        self.start()
