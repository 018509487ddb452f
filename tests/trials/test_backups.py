"""A backup made while forms and letters arrive, put back on another machine: whole, and equal by hash."""

from __future__ import annotations

import tarfile
import threading
import time

import pytest

from tests.trials.checks import check_numbers
from tests.trials.clients import Filer
from tests.trials.droppers import Dropper
from tests.trials.equality import differences, files
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
        assert "it would do" in town.manage("restore", "--drill", str(busy)).stdout
        assert not list(town.data.glob("drill-*"))
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
        assert files(elsewhere).items() <= files(town).items()
        check_numbers(list(register.values()))

        quiet = tmp_path / "quiet.tar"
        town.manage("backup", str(quiet))
        elsewhere.manage("restore", str(quiet))
        assert differences(town, elsewhere) == []
        for one in (town, elsewhere):
            verified = one.manage("verify", check=False)
            assert verified.returncode == 0, verified.stdout

        name = member_flipped(quiet)
        kept = files(elsewhere)
        for refused in (
            elsewhere.manage("restore", str(quiet), check=False),
            elsewhere.manage("restore", "--drill", str(quiet), check=False),
        ):
            assert refused.returncode == 1
            assert "nothing was replaced" in refused.stderr
            assert name in refused.stderr
        assert files(elsewhere) == kept
        assert differences(town, elsewhere) == []

        stored = next((elsewhere.data / "files").glob("??/??/*"))
        stored.chmod(0o600)
        flip(stored, stored.stat().st_size // 2)
        verified = elsewhere.manage("verify", check=False)
        assert verified.returncode == 1
        assert stored.name in verified.stdout
        assert differences(town, elsewhere)


def member_flipped(archive):
    """Change one bit of a letter in the archive; the member's name."""
    with tarfile.open(archive) as tar:
        member = next(one for one in tar if one.name.startswith("files/") and one.size)
    flip(archive, member.offset_data + member.size // 2)
    return member.name


def flip(path, place):
    """Change one bit."""
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))
