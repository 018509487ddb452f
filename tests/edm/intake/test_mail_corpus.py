"""Seventeen mails with their truth: who wrote, what, with which files, and how each is judged."""

import hashlib
import json
from pathlib import Path

import pytest

from edm.intake.mails.danger import danger_of
from edm.intake.mails.institutional import is_institutional
from edm.intake.mails.reading import message_read
from edm.intake.message import Automatic

TRUTHS = sorted((Path(__file__).parent / "mails").glob("*.json"))
AUTOMATIC = {"M28": Automatic.ABSENCE, "M30": Automatic.BOUNCE, "M32": Automatic.RECEIPT}


def _read(name: str):
    return message_read(next((Path(__file__).parent / "mails").glob(f"{name}-*.eml")).read_bytes())


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.stem)
def test_as_its_truth_says(path):
    truth = json.loads(path.read_text())
    message = message_read(path.with_suffix(".eml").read_bytes())
    assert (message.sender_name, message.sender_email) == (
        truth["sender"]["name"],
        truth["sender"]["address"].lower(),
    )
    assert message.subject == truth["subject"]
    assert message.sent_at.isoformat() == truth["date"]
    for words in [*truth["body_must_contain"], truth["expected"].get("ideal", "")]:
        assert words in message.text
    for words in truth["expected"].get("must_not_render", []):
        assert words not in message.text
    found = [
        (a.name, len(a.data), hashlib.sha256(a.data).hexdigest(), a.mime) for a in message.attachments if not a.damaged
    ]
    assert found == [(a["name"], a["size"], a["sha256"], a["type"]) for a in truth["attachments"]]
    assert is_institutional(message) == (truth["expected"]["action"] == "institutional")
    assert bool(danger_of(message)) == (truth["expected"]["action"] == "quarantined")
    assert message.automatic == AUTOMATIC.get(truth["id"], Automatic.NO)


def test_the_same_mail_by_another_route_has_the_same_key():
    assert _read("M17").content_key == _read("M18").content_key
    assert len({message_read(path.with_suffix(".eml").read_bytes()).content_key for path in TRUTHS}) == len(TRUTHS) - 1


def test_the_file_that_was_cut_is_kept_and_told():
    message = _read("M42")
    assert [(a.name, a.mime, a.damaged) for a in message.attachments] == [("photo.jpg", "image/jpeg", True)]
    assert len(message.defects) == 1
    assert "photo.jpg" in message.defects[0]


def test_what_outlook_hid_is_part_of_the_text():
    message = _read("M11")
    assert message.text.startswith("Voir pièces jointes.")
    assert "les plans modifiés du permis de construire A0027" in message.text


def test_a_failure_names_our_message_and_the_address():
    message = _read("M30")
    assert message.reported_ids == ("D-2026-000124@saint-exemple.example",)
    assert message.reported_addresses == ("faute.frappe@courriel.example",)


def test_a_reply_names_what_it_answers():
    assert _read("M36").references == ("D-2026-000123@saint-exemple.example",)
    assert _read("M20").message_id == ""
