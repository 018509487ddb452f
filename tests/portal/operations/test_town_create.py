import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import CommandError

from edm.organisation.api import Role, Town, roles_of, town_default
from portal.procedures.models import ProcedureIndexPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def password_file(tmp_path):
    path = tmp_path / "password"
    path.write_text("un long mot de passe\n")
    return str(path)


def create(password_file, *, name="Sainte-Preuve", insee="35997", **options):
    call_command(
        "town_create", name=name, insee=insee, admin="Maire@preuve.example", password_file=password_file, **options
    )


def test_it_makes_a_town_that_can_be_signed_in_to(password_file):
    create(password_file)
    town = Town.objects.get()
    assert town == town_default()
    assert town.bodies.get().units.get().is_registry
    user = get_user_model().objects.get(email="maire@preuve.example")
    assert user.check_password("un long mot de passe")
    assert roles_of(user, town) == {Role.ADMINISTRATOR}


def test_its_screens_lead_somewhere(password_file, client):
    create(password_file)
    shown = client.get("/demarches/")
    assert shown.status_code == 200
    assert 'href="/demarches/"' in client.get("/").content.decode()
    home = Town.objects.get().site.root_page.specific
    latest = home.get_latest_revision_as_object()  # what the next edit begins with
    (procedures,) = (block.value for block in latest.sections if block.block_type == "procedures")
    assert procedures["page"].specific == ProcedureIndexPage.objects.child_of(home).get()


def test_two_towns_may_have_one_name(password_file):
    create(password_file)
    create(password_file, insee="35996", host="deux.example", slug="deux")
    first, second = Town.objects.order_by("pk")
    assert first.name == second.name
    assert first.collection != second.collection


def test_a_second_town_leaves_the_first_one_the_default(password_file):
    create(password_file)
    create(password_file, name="Deuxième", insee="35996", host="deux.example")
    assert town_default().name == "Sainte-Preuve"
    assert Town.objects.count() == 2


def test_a_refused_value_makes_nothing(password_file):
    with pytest.raises(CommandError):
        create(password_file, insee="not one")
    assert not Town.objects.exists()
    assert not get_user_model().objects.exists()
