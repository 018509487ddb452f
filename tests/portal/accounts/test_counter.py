"""Accounts opened at the counter: a sheet with a code, a password that the citizen alone chooses."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from edm.organisation.api import Role, membership_grant, roles_of
from portal.accounts.counter import code_renew
from portal.accounts.counter_forms import OpenAccountForm
from portal.accounts.models import CounterAccount, User
from tests.factories import PASSWORD, TownHall

pytestmark = pytest.mark.django_db

LIST = "/gestion/comptes-usagers/"
OPEN = f"{LIST}new/"
FIRST = "/premiere-connexion/"
NEW = "un-mot-de-passe-choisi-2026"


def browser_at(hall: TownHall, user: User | None = None) -> Client:
    client = Client(headers={"host": hall.host})
    if user:
        client.force_login(user, backend="portal.accounts.backends.LoginBackend")
    return client


def opened(hall: TownHall, *, email: str = "", who: str = "clerk") -> tuple[User, str, str]:
    """The account, the code of its sheet and the sheet."""
    told = {"first_name": "Yvonne", "last_name": "Le Goff", "email": email}
    answer = browser_at(hall, hall.people[who]).post(OPEN, told)
    page = answer.content.decode()
    return CounterAccount.objects.latest("pk").user, re.search(r">((?:[2-9A-Z]{4}-){2}[2-9A-Z]{4})<", page)[1], page


def first_use(hall: TownHall, login: str | None, code: str, password: str = NEW, browser: Client | None = None):
    told = {"login": login, "code": code, "password1": password, "password2": password}
    return (browser or browser_at(hall)).post(FIRST, told)


def renew(hall: TownHall, user: User, who: str = "clerk"):
    return browser_at(hall, hall.people[who]).post(f"{LIST}nouvelle-feuille/{user.counter_account.pk}/")


@pytest.mark.parametrize("who", ["registrar", "head", "clerk"])
def test_a_clerk_opens_an_account_and_prints_the_sheet(a: TownHall, who: str, caplog, mailoutbox) -> None:
    with caplog.at_level(logging.INFO):
        user, code, page = opened(a, who=who)
    assert user.email is None
    assert re.fullmatch(r"y\.le\.goff\.[2-9]{4}", user.identifier)
    assert not user.has_usable_password()
    assert roles_of(user, a.town) == frozenset()
    assert not user.is_staff
    for shown in (user.identifier, code, f"http://{a.host}{FIRST}", "Yvonne Le Goff", "<svg"):
        assert shown in page
    assert not set(code) & set("01ILO")
    # Told in the log, but for the code; kept as a hash alone.
    assert f"Account {user.pk} opened at the counter of {a.town.slug} by account {a.people[who].pk}" in caplog.text
    kept = str(CounterAccount.objects.values().get())
    for part in (code, code.replace("-", "")):
        assert part not in caplog.text
        assert part not in kept
    assert mailoutbox == []


def test_the_sheet_is_shown_once(a: TownHall) -> None:
    user, code, _page = opened(a)
    clerk = browser_at(a, a.clerk)
    for address in (LIST, f"{LIST}nouvelle-feuille/{user.counter_account.pk}/"):
        assert code not in clerk.get(address).content.decode()


def test_the_citizen_chooses_the_password(a: TownHall) -> None:
    user, code, _page = opened(a)
    browser = browser_at(a)
    # As people type it: small letters, spaces.
    answer = first_use(a, user.identifier.upper(), f" {code.lower().replace('-', ' ')}", browser=browser)
    assert answer.headers["Location"] == "/compte/"
    assert "Yvonne" in browser.get("/compte/").content.decode()
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert browser_at(a).post("/connexion/", {"login": user.identifier, "password": NEW}).status_code == 302
    # Once.
    assert first_use(a, user.identifier, code, "encore-un-mot-de-passe").status_code == 200
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_by_the_address_for_who_has_one(a: TownHall) -> None:
    user, code, page = opened(a, email="Yvonne@Courriel.example")
    assert user.email == "yvonne@courriel.example"
    assert user.identifier is None
    assert "yvonne@courriel.example" in page
    assert first_use(a, "yvonne@courriel.example", code).status_code == 302


def test_an_address_that_has_an_account_is_told_to_the_clerk(a: TownHall) -> None:
    told = {"first_name": "Yvonne", "last_name": "Le Goff", "email": a.citizen.email.upper()}
    answer = browser_at(a, a.clerk).post(OPEN, told)
    assert "Un compte a déjà cet e-mail" in answer.content.decode()
    assert a.citizen.first_name not in answer.content.decode()
    assert not CounterAccount.objects.exists()


def test_markup_in_a_name_is_shown_as_words(a: TownHall) -> None:
    told = {"first_name": "<script>alert(1)</script>", "last_name": "<img src=x>"}
    clerk = browser_at(a, a.clerk)
    sheet = clerk.post(OPEN, told).content.decode()
    assert "&lt;img src=x&gt;" in sheet
    for page in (sheet, clerk.get(LIST).content.decode()):
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_the_same_form_twice_at_once_opens_one_account(a: TownHall, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(a, email="yvonne@courriel.example")
    monkeypatch.setattr(OpenAccountForm, "clean_email", lambda self: self.cleaned_data["email"])
    told = {"first_name": "Yvonne", "last_name": "Le Goff", "email": "yvonne@courriel.example"}
    assert "Un compte a déjà cet e-mail" in browser_at(a, a.clerk).post(OPEN, told).content.decode()


class TestRefused:
    def refused(self, answer) -> bool:
        return answer.status_code == 200 and bool(answer.context["form"].non_field_errors())

    def test_a_wrong_code_an_unknown_login_and_another_accounts_code_read_the_same(self, a: TownHall) -> None:
        user, code, _page = opened(a)
        other, _code, _page = opened(a)
        told = [
            first_use(a, login, typed).context["form"].non_field_errors()
            for login, typed in ((user.identifier, "ABCD-EFGH-JKMN"), ("personne", code), (other.identifier, code))
        ]
        assert told[0] == told[1] == told[2]
        assert not User.objects.get(pk=other.pk).has_usable_password()

    def test_after_fifteen_days(self, a: TownHall) -> None:
        user, code, _page = opened(a)
        assert timedelta(days=14) < user.counter_account.code_until - timezone.now() <= timedelta(days=15)
        CounterAccount.objects.update(code_until=timezone.now() - timedelta(seconds=1))
        assert self.refused(first_use(a, user.identifier, code))

    def test_the_old_sheet_once_there_is_a_new_one(self, a: TownHall) -> None:
        user, lost, _page = opened(a)
        page = renew(a, user).content.decode()
        fresh = re.search(r">((?:[2-9A-Z]{4}-){2}[2-9A-Z]{4})<", page)[1]
        assert self.refused(first_use(a, user.identifier, lost))
        assert first_use(a, user.identifier, fresh).status_code == 302

    def test_no_weak_password_and_the_code_stays_good(self, a: TownHall) -> None:
        user, code, _page = opened(a)
        assert first_use(a, user.identifier, code, "court").context["form"].errors["password1"]
        told = {"login": user.identifier, "code": code, "password1": NEW, "password2": "autre"}
        assert browser_at(a).post(FIRST, told).context["form"].errors["password2"]
        assert first_use(a, user.identifier, code).status_code == 302

    def test_five_wrong_codes_shut_the_account(self, a: TownHall) -> None:
        user, code, _page = opened(a)
        for _attempt in range(4):
            assert self.refused(first_use(a, user.identifier, "ABCD-EFGH-JKMN"))
        assert first_use(a, user.identifier, "ABCD-EFGH-JKMN").status_code == 429
        assert first_use(a, user.identifier, code).status_code == 429
        assert not User.objects.get(pk=user.pk).has_usable_password()
        # What was typed is kept nowhere.
        from axes.models import AccessAttempt

        kept = str(list(AccessAttempt.objects.values()))
        assert NEW not in kept
        assert "ABCD-EFGH" not in kept

    def test_an_account_that_has_become_staff(self, a: TownHall) -> None:
        user, code, _page = opened(a)
        membership_grant(user=user, town=a.town, role=Role.CLERK, unit=a.roads)
        assert self.refused(first_use(a, user.identifier, code))
        assert renew(a, user).headers["Location"] == "/gestion/"

    def test_an_account_in_use_that_has_an_address(self, a: TownHall) -> None:
        user, code, _page = opened(a, email="yvonne@courriel.example")
        user.set_password(PASSWORD)  # by the link of the password page
        user.save()
        assert self.refused(first_use(a, user.email, code))
        page = browser_at(a, a.clerk).get(f"{LIST}nouvelle-feuille/{user.counter_account.pk}/").content.decode()
        assert "serious" not in page
        assert renew(a, user).headers["Location"] == "/gestion/"
        assert User.objects.get(pk=user.pk).check_password(PASSWORD)

    def test_a_closed_account(self, a: TownHall) -> None:
        user, code, _page = opened(a)
        User.objects.filter(pk=user.pk).update(is_active=False)
        assert self.refused(first_use(a, user.identifier, code))

    def test_the_password_opens_nothing_before_and_the_code_is_no_password(self, a: TownHall) -> None:
        user, code, _page = opened(a)
        for password in (code, "", code.replace("-", "")):
            told = {"login": user.identifier, "password": password}
            assert browser_at(a).post("/connexion/", told).status_code == 200


def test_who_lost_the_password_and_has_no_address_gets_a_new_sheet(a: TownHall) -> None:
    user, code, _page = opened(a)
    browser = browser_at(a)
    first_use(a, user.identifier, code, browser=browser)
    fresh = code_renew(account=CounterAccount.objects.get(), actor=a.clerk)
    # The old password holds until the new one is chosen, which ends the sessions.
    assert browser.get("/compte/").status_code == 200
    assert first_use(a, user.identifier, fresh, "encore-un-mot-de-passe").status_code == 302
    assert browser.get("/compte/").status_code == 302


@pytest.mark.parametrize("who", ["registrar", "head", "clerk"])
@pytest.mark.parametrize("use", ["never", "password", "only signed in"])
def test_from_its_first_use_on_a_registrar_alone_prints_a_new_sheet(a: TownHall, who: str, use: str) -> None:
    user, code, _page = opened(a)
    if use != "never":
        first_use(a, user.identifier, code)
    if use == "only signed in":  # its password was taken away since
        User.objects.filter(pk=user.pk).update(password="!")
    may = use == "never" or who == "registrar"
    address = f"{LIST}nouvelle-feuille/{user.counter_account.pk}/"
    browser = browser_at(a, a.people[who])
    assert (address in browser.get(LIST).content.decode()) is may
    assert ("serious" in browser.get(address).content.decode()) is may
    before = CounterAccount.objects.get().code_hash
    assert (renew(a, user, who).status_code == 200) is may
    assert (CounterAccount.objects.get().code_hash != before) is may


def test_the_second_factor_stays_with_a_new_sheet(a: TownHall) -> None:
    from tests.portal.accounts.test_second_factor import factor_make

    user, code, _page = opened(a)
    factor_make(user)
    browser = browser_at(a)
    assert first_use(a, user.identifier, code, browser=browser).headers["Location"].startswith("/connexion/code/")
    assert browser.get("/compte/").status_code == 302


def test_the_list_is_the_towns(a: TownHall, b: TownHall, django_assert_max_num_queries) -> None:
    user, _code, _page = opened(a)
    for _account in range(4):
        opened(a)
    clerk = browser_at(a, a.clerk)
    clerk.get(LIST)
    with django_assert_max_num_queries(16):
        page = clerk.get(LIST).content.decode()
    assert user.identifier in page
    assert "En attente de la première connexion" in page
    assert user.identifier in clerk.get(LIST, {"q": "goff"}).content.decode()
    assert user.identifier not in browser_at(b, b.clerk).get(LIST).content.decode()
    address = f"{LIST}nouvelle-feuille/{user.counter_account.pk}/"
    assert browser_at(b, b.clerk).post(address).status_code == 404
    for who in ("administrator", "webmaster", "elected"):
        assert browser_at(a, a.people[who]).post(address).status_code == 403
    assert browser_at(a, a.citizen).post(address).status_code == 404
