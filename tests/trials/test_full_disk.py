"""The drop folder when the disk is full or a file can't be read: nothing is lost, all comes in later."""

from __future__ import annotations

import os
import subprocess

import pytest

from tests.trials.droppers import text_pdf
from tests.trials.faults import fill, small_disk
from tests.trials.installation import installation, until

pytestmark = [pytest.mark.trial, pytest.mark.server]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")


@as_root
def test_a_letter_that_finds_the_store_full_comes_in_when_there_is_room(tmp_path):
    with installation(tmp_path / "town") as town:
        town.prepare()
        with small_disk(town.data / "files", "300k"):
            town.start()
            until(lambda: not town.waiting(), 60)
            filling = town.data / "files" / "tmp" / "filling"
            filling.parent.mkdir(exist_ok=True)
            fill(filling)
            town.drop.joinpath("lettre.pdf").write_bytes(text_pdf("LettreAttendue"))
            until(lambda: "No space left on device" in log(town), 60)
            assert town.drop.joinpath("lettre.pdf").exists()
            assert registered(town, "lettre.pdf") == 0
            assert town.answers()
            filling.unlink()
            until(lambda: not town.waiting(), 120)
            assert registered(town, "lettre.pdf") == 1
            town.stop()


@as_root
def test_a_letter_that_cannot_leave_the_folder_is_registered_once(tmp_path):
    with installation(tmp_path / "town") as town:
        town.prepare()
        town.start()
        until(lambda: not town.waiting(), 60)
        letter = town.drop / "lettre.pdf"
        immutable = town.drop / "processed"
        subprocess.run(["chattr", "+i", str(immutable)], check=False)
        try:
            if subprocess.run(["touch", str(immutable / "essai")], capture_output=True, check=False).returncode == 0:
                pytest.skip("no immutable folders on this file system")
            letter.write_bytes(text_pdf("LettreRetenue"))
            town.drop.joinpath("suivante.pdf").write_bytes(text_pdf("LettreSuivante"))
            until(lambda: registered(town, "lettre.pdf") == 1 and registered(town, "suivante.pdf") == 1, 120, pause=2)
            assert letter.exists()
        finally:
            subprocess.run(["chattr", "-i", str(immutable)], check=False)
        until(lambda: not town.waiting(), 120)
        assert registered(town, "lettre.pdf") == 1
        verified = town.manage("verify", check=False)
        assert verified.returncode == 0, verified.stdout


def log(town):
    town.log.flush()
    return (town.data.parent / f"{town.data.name}.log").read_text()


def registered(town, name):
    return sum(document["name"] == name for line in town.lines("register_export") for document in line["documents"])
