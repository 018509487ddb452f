"""The administrator's screens for people: accounts made, roles changed, nobody taken over."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from edm.organisation.api import Role, membership_grant, roles_of
from portal.accounts.models import CounterAccount, User
from portal.accounts.second_factor import recovery_codes_make
from tests.factories import PASSWORD, TownHall, user_make

NEW = "/gestion/mairie/personnes/new/"


@pytest.fixture
def desk(a: TownHall) -> Client:
    client = Client(headers={"host": a.host})
    client.force_login(a.administrator, backend="portal.accounts.backends.LoginBackend")
    return client


def edit(person: User) -> str:
    return f"/gestion/mairie/personnes/edit/{person.pk}/"


def test_a_person_with_an_address_gets_a_link(desk: Client, a: TownHall, sent_mail) -> None:
    answer = desk.post(NEW, {"last_name": "Rouault", "email": "V.Rouault@Alpha.example", "clerk_in": [a.roads.pk]})
    assert answer.status_code == 302
    person = User.objects.get(email="v.rouault@alpha.example")
    assert roles_of(person, a.town) == {Role.CLERK}
    assert not person.has_usable_password()
    assert sent_mail.count() == 1


def test_a_person_without_an_address_gets_a_password_by_hand(desk: Client, a: TownHall) -> None:
    data = {"last_name": "Cadoret", "identifier": "M.Cadoret", "roles": ["registrar"]}
    assert desk.post(NEW, data).status_code == 200
    assert desk.post(NEW, {**data, "new_password": PASSWORD}).status_code == 302
    assert User.objects.get(identifier="m.cadoret").check_password(PASSWORD)


def test_an_account_that_exists_keeps_its_name_and_password(desk: Client, a: TownHall) -> None:
    data = {
        "last_name": "Autre",
        "email": a.citizen.email,
        "new_password": "un-mot-de-passe-pris",
        "roles": ["elected"],
    }
    assert desk.post(NEW, data).status_code == 302
    a.citizen.refresh_from_db()
    assert a.citizen.last_name == "Guérin"
    assert a.citizen.check_password(PASSWORD)
    assert roles_of(User.objects.get(pk=a.citizen.pk), a.town) == {Role.ELECTED}


@pytest.mark.parametrize("way", ["counter", "sign-up"])
def test_whoever_gave_another_s_address_gets_none_of_its_roles(desk: Client, a: TownHall, sent_mail, way: str) -> None:
    stranger = User.objects.create_user(email="nouvelle.agente@alpha.example", password=PASSWORD)
    if way == "counter":
        CounterAccount.objects.create(user=stranger, town=a.town, code_until=timezone.now())
    else:
        EmailAddress.objects.create(user=stranger, email=stranger.email, primary=True, verified=False)
    browser = Client(headers={"host": a.host})
    browser.force_login(stranger, backend="portal.accounts.backends.LoginBackend")
    assert browser.get("/compte/").status_code == 200
    answer = desk.post(NEW, {"last_name": "Agente", "email": stranger.email, "roles": ["registrar"]})
    assert answer.status_code == 302
    assert roles_of(User.objects.get(pk=stranger.pk), a.town) == {Role.REGISTRAR}
    assert browser.get("/compte/").status_code == 302
    assert not User.objects.get(pk=stranger.pk).check_password(PASSWORD)
    assert sent_mail.count() == 1  # the link, to who has the address


def test_nor_keeps_its_owner_out_by_a_second_factor(desk: Client, a: TownHall, sent_mail) -> None:
    stranger = User.objects.create_user(email="nouvelle.agente@alpha.example", password=PASSWORD)
    hers = CounterAccount.objects.create(user=stranger, town=a.town, code_until=timezone.now(), code_hash="x")
    for confirmed in (True, False):
        TOTPDevice.objects.create(user=stranger, name="totp", confirmed=confirmed)
    recovery_codes_make(user=stranger)
    told = {"last_name": "Agente", "email": stranger.email, "roles": ["registrar"]}
    assert desk.post(NEW, told).status_code == 302
    assert not TOTPDevice.objects.exists()
    assert not StaticDevice.objects.exists()
    hers.refresh_from_db()
    assert hers.code_hash == ""
    # Who has the address chooses a password by the link, and is in.
    owner = Client(headers={"host": a.host})
    form = owner.get(sent_mail.link("/mot-de-passe/"), follow=True)
    new = "un-autre-mot-de-passe-2026"
    owner.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    owner.post("/connexion/", {"login": stranger.email, "password": new})
    assert owner.get("/gestion/").status_code == 200


def test_a_proven_address_keeps_its_password(desk: Client, a: TownHall, sent_mail) -> None:
    EmailAddress.objects.create(user=a.citizen, email=a.citizen.email, primary=True, verified=True)
    TOTPDevice.objects.create(user=a.citizen, name="totp", confirmed=True)
    desk.post(NEW, {"last_name": "x", "email": a.citizen.email, "roles": ["elected"]})
    assert User.objects.get(pk=a.citizen.pk).check_password(PASSWORD)
    assert TOTPDevice.objects.exists()
    assert sent_mail.count() == 0


def test_staff_of_another_town_too_are_not_taken_over(desk: Client, a: TownHall, b: TownHall) -> None:
    person = user_make()
    person.email, person.identifier = None, "partagee"
    person.save()
    membership_grant(user=person, town=a.town, role=Role.REGISTRAR)
    membership_grant(user=person, town=b.town, role=Role.REGISTRAR)
    desk.post(edit(person), {"last_name": "Autre", "new_password": "un-mot-de-passe-pris", "roles": ["registrar"]})
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert person.last_name != "Autre"


def test_a_login_stays(desk: Client, a: TownHall) -> None:
    desk.post(edit(a.registrar), {"email": "ailleurs@pirate.example", "roles": ["registrar"]})
    a.registrar.refresh_from_db()
    assert a.registrar.email == "registrar@alpha.example"


def test_the_last_administrator_stays(desk: Client, a: TownHall) -> None:
    assert desk.post(edit(a.administrator), {"roles": ["webmaster"]}).status_code == 200
    desk.post(f"/gestion/mairie/personnes/delete/{a.administrator.pk}/")
    assert Role.ADMINISTRATOR in roles_of(User.objects.get(pk=a.administrator.pk), a.town)


def test_a_unit_of_another_town_is_no_choice(desk: Client, a: TownHall, b: TownHall) -> None:
    assert desk.post(edit(a.clerk), {"clerk_in": [b.roads.pk]}).status_code == 200
    assert roles_of(User.objects.get(pk=a.clerk.pk), b.town) == frozenset()


def test_the_list_shows_the_people_of_the_town(
    desk: Client, a: TownHall, b: TownHall, django_assert_max_num_queries
) -> None:
    desk.get("/gestion/mairie/personnes/")
    with django_assert_max_num_queries(16):
        page = desk.get("/gestion/mairie/personnes/").content.decode()
    assert a.clerk.email in page
    assert b.clerk.email not in page


def test_a_person_of_several_roles_is_one_row(desk: Client, a: TownHall) -> None:
    membership_grant(user=a.registrar, town=a.town, role=Role.WEBMASTER)
    listed = desk.get("/gestion/mairie/personnes/").context["object_list"]
    assert [person.pk for person in listed].count(a.registrar.pk) == 1
    for url in (edit(a.registrar), f"/gestion/mairie/personnes/delete/{a.registrar.pk}/"):
        assert desk.get(url).status_code == 200, url


def test_dismissed_staff_keep_their_account(desk: Client, a: TownHall) -> None:
    assert desk.post(f"/gestion/mairie/personnes/delete/{a.clerk.pk}/").status_code == 302
    person = User.objects.get(pk=a.clerk.pk)
    assert not person.is_staff
    assert roles_of(person, a.town) == frozenset()
