"""A backup made while forms and letters arrive, put back on another machine: whole, and equal by hash."""

from __future__ import annotations

import hashlib
import re
import tarfile
import threading
import time

import pytest

from tests.trials.clients import Filer
from tests.trials.droppers import Dropper
from tests.trials.installation import installation

pytestmark = [pytest.mark.trial, pytest.mark.server]


def test_a_backup_made_while_all_arrives_is_whole_elsewhere(tmp_path):
    with installation(tmp_path / "town") as town, installation(tmp_path / "elsewhere") as elsewhere:
        town.prepare()
        town.start()
        stop = threading.Event()
        filers = [Filer(town.port, f"backup-{n}", stop) for n in range(3)]
        dropper = Dropper(town.drop, "backup", stop)
        for thread in (*filers, dropper):
            thread.start()
        time.sleep(8)
        before = [one for filer in filers for one in filer.filed]
        busy = tmp_path / "busy.tar"
        town.manage("backup", str(busy))
        assert "still running" in town.manage("restore", str(busy), check=False).stderr
        stop.set()
        for thread in (*filers, dropper):
            thread.join(120)
            assert not thread.faults
        town.stop()

        elsewhere.manage("restore", str(busy))
        verified = elsewhere.manage("verify", check=False)
        assert verified.returncode == 0, verified.stdout
        register = {line["number"]: line for line in elsewhere.lines("register_export") if line["number"]}
        assert all(one.token in register[one.number]["text"] for one in before)
        assert stored(elsewhere).items() <= stored(town).items()
        assert_without_gap(register)

        quiet = tmp_path / "quiet.tar"
        town.manage("backup", str(quiet))
        elsewhere.manage("restore", str(quiet))
        for command in ("register_export", "intake_export"):
            assert elsewhere.lines(command) == town.lines(command)
        assert stored(elsewhere) == stored(town)
        for one in (town, elsewhere):
            verified = one.manage("verify", check=False)
            assert verified.returncode == 0, verified.stdout

        name = flipped(quiet)
        kept = stored(elsewhere)
        refused = elsewhere.manage("restore", str(quiet), check=False)
        assert refused.returncode == 1
        assert "nothing was replaced" in refused.stderr
        assert name in refused.stderr
        assert stored(elsewhere) == kept
        assert elsewhere.lines("register_export") == town.lines("register_export")


def stored(town):
    """Each file of the store, by name, with the hash of what it holds now."""
    files = (path for path in (town.data / "files").glob("??/??/*") if path.is_file())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def assert_without_gap(numbers):
    series: dict[str, list[int]] = {}
    for number in numbers:
        prefix, sequence = re.fullmatch(r"(.*?)(\d+)", number).groups()
        series.setdefault(prefix, []).append(int(sequence))
    for found in series.values():
        assert sorted(found) == list(range(1, len(found) + 1))


def flipped(archive):
    """Change one bit of a letter in the archive; the member's name."""
    with tarfile.open(archive) as tar:
        member = next(one for one in tar if one.name.startswith("files/") and one.size)
    with archive.open("r+b") as file:
        file.seek(member.offset_data + member.size // 2)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))
    return member.name
