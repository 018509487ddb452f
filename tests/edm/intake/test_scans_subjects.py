"""A scanned letter takes its own subject once it is read, and never over a clerk's words."""

import pytest

from edm.files.api import document_read
from edm.intake import dropfolder, scans
from edm.intake.models import Reception
from edm.intake.subjects import subject_of

pytestmark = pytest.mark.django_db
TEXT = "Mairie de Saint-Exemple\n\nObjet : Trou dans la route de Kergoat\nMonsieur le Maire,"


@pytest.fixture
def reception(a, settings, tmp_path, monkeypatch):
    settings.PARVIS_DATA = tmp_path
    monkeypatch.setattr(scans, "_watch", dropfolder.Watch())
    monkeypatch.setattr(dropfolder, "QUIET_SECONDS", 0)
    folder = next(path for path, town in scans.drop_folders().items() if town == a.town)
    (folder / "lettre.txt").write_text(TEXT)
    scans.scans_poll()
    return Reception.objects.get()


def test_the_subject_comes_with_the_text(reception):
    assert "lettre.txt" in reception.item.case.subject
    document_read(reception.document_id)
    reception = Reception.objects.get()
    assert reception.item.subject == reception.item.case.subject == "Trou dans la route de Kergoat"


def test_a_clerks_subject_stays(reception):
    case = reception.item.case
    case.subject = "Nid-de-poule"
    case.save()
    document_read(reception.document_id)
    case.refresh_from_db()
    assert case.subject == "Nid-de-poule"


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("OBJET: Demande d'acte", "Demande d'acte"),
        ("– Objet  :   Plainte   pour bruit  \nsuite", "Plainte pour bruit"),
        ("Objet : emplacement d'un camion", "Emplacement d'un camion"),
        ("L'objet de ma lettre : rien", ""),
        ("Objet : 12 34 --", ""),
        ("", ""),
    ],
)
def test_only_a_line_that_starts_so_and_reads_like_words(text, subject):
    assert subject_of(text) == subject
