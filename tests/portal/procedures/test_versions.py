import pytest
from django.db.models import ProtectedError

from portal.procedures import selectors
from portal.procedures.models import Procedure, ProcedurePage, ProcedureVersion
from portal.procedures.services import verify, version_freeze
from tests.portal.making import procedure, question, step

pytestmark = pytest.mark.django_db


def open_version(hall, page, language="fr"):
    return selectors.version_open(town=hall.town, key=page.translation_key, language=language)


def test_publishing_freezes_the_steps_with_the_ids_of_their_blocks(a):
    page = procedure(a, step("Où", question("address", "Adresse"), question("info", "Bon à savoir")))
    version = ProcedureVersion.objects.get()
    assert (version.number, version.language, version.title) == (1, "fr", page.title)
    fields = version.definition["steps"][0]["fields"]
    assert [field["id"] for field in fields] == [child.id for child in page.steps[0].value["fields"]]
    assert fields[0] == {"id": fields[0]["id"], "type": "address", "label": "Adresse", "required": True, "help": ""}
    assert "html" in fields[1]
    assert version.procedure.town == a.town
    assert not list(verify())


def test_publishing_again_makes_another_version_and_the_first_one_stays(a):
    page = procedure(a)
    first = ProcedureVersion.objects.get()
    page.title = "Signaler"
    page.save_revision().publish()
    assert [version.number for version in Procedure.objects.get().versions.all()] == [1, 2]
    assert open_version(a, page).title == "Signaler"
    first.refresh_from_db()
    assert first.title == "Signaler un problème"


def test_freezing_twice_gives_one_row(a):
    page = procedure(a)
    assert version_freeze(page=page) == version_freeze(page=page)
    assert ProcedureVersion.objects.count() == 1


def test_the_first_filing_freezes_what_publication_could_not(a):
    page = procedure(a)
    ProcedureVersion.objects.all().delete()
    assert [problem for problem in verify() if "not frozen" in problem]
    assert open_version(a, page).number == 1
    assert not list(verify())


def test_a_version_never_changes(a):
    procedure(a)
    version = ProcedureVersion.objects.get()
    version.title = "Autre"
    with pytest.raises(TypeError):
        version.save()
    ProcedureVersion.objects.update(definition={"steps": []})
    assert [problem for problem in verify() if "changed after" in problem]


def test_a_deleted_page_leaves_its_versions_and_closes_the_procedure(a):
    page = procedure(a)
    page.delete()
    assert ProcedureVersion.objects.count() == 1
    assert open_version(a, page) is None
    assert selectors.version_known(town=a.town, key=page.translation_key) is not None
    assert not list(verify())


def test_an_unpublished_page_closes_the_procedure(a):
    page = procedure(a)
    page.unpublish()
    assert open_version(a, page) is None


def test_a_translation_shares_the_procedure(a):
    from wagtail.models import Locale

    page = procedure(a)
    english = Locale.objects.get_or_create(language_code="en")[0]
    a.town.site.root_page.copy_for_translation(english)
    page.get_parent().specific.copy_for_translation(english)
    translated = page.copy_for_translation(english)
    translated.title = "Report a problem"
    translated.save_revision().publish()
    assert Procedure.objects.count() == 1
    assert open_version(a, page, "en").title == "Report a problem"
    assert open_version(a, page, "fr").title == page.title
    assert {version.language for version in ProcedureVersion.objects.all()} == {"fr", "en"}


def test_a_town_does_not_open_the_procedure_of_another(a, b):
    page = procedure(b)
    assert open_version(a, page) is None
    assert selectors.version_known(town=a.town, key=page.translation_key) is None


def test_a_kind_of_case_in_use_is_kept(a):
    procedure(a)
    with pytest.raises(ProtectedError):
        a.pothole.delete()
    assert ProcedurePage.objects.exists()
