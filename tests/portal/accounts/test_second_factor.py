"""The second factor: set up, asked for at sign-in, required by a town, taken away; what it keeps shut meanwhile."""

from __future__ import annotations

import logging
import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from edm.organisation.api import Role, membership_grant
from portal.accounts.models import User
from portal.accounts.second_factor import recovery_codes_make
from tests.factories import PASSWORD, TownHall, case_make

pytestmark = pytest.mark.django_db

BASE = "/compte/double-authentification/"
SET_UP = f"{BASE}installer/"
CODE = "/connexion/code/"


def code_of(device: TOTPDevice, steps: int = 0) -> str:
    """What the person's application shows, or did or will show some steps away."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time() + steps * device.step
    return f"{totp.token():06d}"


def wrong_for(device: TOTPDevice) -> str:
    near = {code_of(device, steps) for steps in range(-3, 4)}
    return next(
        code
        for code in ("000000", "111111", "222222", "333333", "444444", "555555", "666666", "777777")
        if code not in near
    )


def factor_make(user: User) -> TOTPDevice:
    recovery_codes_make(user=user)
    return TOTPDevice.objects.create(user=user, name="totp", confirmed=True)


def browser_at(hall: TownHall, user: User | None = None) -> Client:
    client = Client(headers={"host": hall.host})
    if user:
        client.force_login(user, backend="portal.accounts.backends.LoginBackend")
    return client


def patience(user: User) -> None:
    """The pause after a wrong code is over."""
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.filter(user=user).update(throttling_failure_timestamp=timezone.now() - timedelta(days=1))


def password_given(client: Client, user: User, **more: str) -> Any:
    return client.post("/connexion/", {"login": user.email or user.identifier, "password": PASSWORD, **more})


class TestSetUp:
    def test_by_a_drawing_or_a_key_and_a_first_code(self, a: TownHall, sent_mail) -> None:
        browser = browser_at(a, a.citizen)
        assert "Installer" in browser.get(BASE).content.decode()
        page = browser.get(SET_UP).content.decode()
        device = TOTPDevice.objects.get(user=a.citizen)
        assert not device.confirmed
        assert "<svg" in page
        assert re.search(r">([A-Z2-7]{4} ){7}[A-Z2-7]{4}<", page)
        assert browser.get(SET_UP).content.decode().count(re.search(r">(([A-Z2-7]{4} ){7}\w{4})<", page)[1]) == 1
        before = browser.session.session_key
        refused = browser.post(SET_UP, {"password": PASSWORD, "code": wrong_for(device)})
        assert refused.context["form"].errors["code"]
        assert not TOTPDevice.objects.get().confirmed
        patience(a.citizen)
        done = browser.post(SET_UP, {"password": PASSWORD, "code": code_of(device)})
        shown = re.findall(r">(\d{5} \d{5})<", done.content.decode())
        assert len(shown) == len(set(shown)) == 10
        assert "no-store" in done.headers["Cache-Control"]
        assert TOTPDevice.objects.get().confirmed
        assert browser.session.session_key != before
        assert browser.get("/compte/").status_code == 200
        assert "activée" in sent_mail.text()
        # Shown once: no page has them again.
        assert shown[0] not in browser.get(BASE).content.decode()
        assert browser.get(SET_UP).headers["Location"] == BASE
        assert browser.post(SET_UP, {"password": PASSWORD, "code": code_of(device, 1)}).headers["Location"] == BASE

    def test_who_finds_a_session_open_switches_nothing_on(self, a: TownHall) -> None:
        browser = browser_at(a, a.citizen)
        browser.get(SET_UP)
        device = TOTPDevice.objects.get()
        for password in ({}, {"password": "faux"}):
            refused = browser.post(SET_UP, {"code": code_of(device), **password})
            assert set(refused.context["form"].errors) == {"password"}
        assert not TOTPDevice.objects.get().confirmed
        assert not StaticDevice.objects.exists()
        # A wrong password uses no code up.
        done = browser.post(SET_UP, {"password": PASSWORD, "code": code_of(device)})
        assert len(re.findall(r">\d{5} \d{5}<", done.content.decode())) == 10

    def test_an_account_without_a_password_has_none_to_give(self, a: TownHall) -> None:
        """Nobody signs in to it; a session of before, if one were left, switches nothing on."""
        a.citizen.set_unusable_password()
        a.citizen.save()
        browser = browser_at(a, a.citizen)
        browser.get(SET_UP)
        browser.post(SET_UP, {"password": PASSWORD, "code": code_of(TOTPDevice.objects.get())})
        assert not TOTPDevice.objects.get().confirmed

    def test_a_key_that_waited_for_an_hour_is_made_anew(self, a: TownHall) -> None:
        browser = browser_at(a, a.citizen)
        browser.get(SET_UP)
        TOTPDevice.objects.update(created_at=timezone.now() - timedelta(minutes=61))
        before = TOTPDevice.objects.get().key
        browser.get(SET_UP)
        assert TOTPDevice.objects.get().key != before

    def test_an_account_without_an_address_too(self, a: TownHall) -> None:
        a.clerk.email, a.clerk.identifier = None, "v.rouault"
        a.clerk.save()
        browser = browser_at(a, a.clerk)
        browser.get(SET_UP)
        assert (
            browser.post(SET_UP, {"password": PASSWORD, "code": code_of(TOTPDevice.objects.get())}).status_code == 200
        )

    def test_the_other_sessions_of_the_account_are_shut_until_their_code(self, a: TownHall) -> None:
        other = browser_at(a, a.citizen)
        assert other.get("/compte/").status_code == 200
        here = browser_at(a, a.citizen)
        here.get(SET_UP)
        here.post(SET_UP, {"password": PASSWORD, "code": code_of(TOTPDevice.objects.get())})
        assert other.get("/compte/").status_code == 302
        assert here.get("/compte/").status_code == 200


class TestSignIn:
    def test_the_code_follows_the_password(self, a: TownHall) -> None:
        device = factor_make(a.clerk)
        browser = browser_at(a)
        asked = password_given(browser, a.clerk, next="/gestion/courriers/")
        assert asked.headers["Location"] == f"{CODE}?next=%2Fgestion%2Fcourriers%2F"
        page = browser.get(asked.headers["Location"]).content.decode()
        assert 'autocomplete="one-time-code"' in page
        assert 'inputmode="numeric"' in page
        assert 'name="next" value="/gestion/courriers/"' in page
        before = browser.session.session_key
        opened = browser.post(CODE, {"code": code_of(device), "next": "/gestion/courriers/"})
        assert opened.headers["Location"] == "/gestion/courriers/"
        assert browser.session.session_key != before
        assert browser.get("/gestion/courriers/").status_code == 200
        assert browser.get(CODE).headers["Location"] == "/gestion/"

    def test_it_leads_to_this_site_alone(self, a: TownHall) -> None:
        device = factor_make(a.citizen)
        browser = browser_at(a)
        password_given(browser, a.citizen)
        opened = browser.post(CODE, {"code": code_of(device), "next": "//ailleurs.example/"})
        assert opened.headers["Location"] == "/compte/"

    def test_without_a_password_there_is_no_code_page(self, a: TownHall) -> None:
        assert browser_at(a).get(CODE).headers["Location"] == "/connexion/"
        assert browser_at(a).post(CODE, {"code": "123456"}).headers["Location"] == "/connexion/"

    @pytest.mark.parametrize("who", ["citizen", "clerk"])
    def test_a_session_without_its_code_opens_nothing(self, a: TownHall, who: str) -> None:
        user = a.people[who]
        case = case_make(a, a.pothole)
        factor_make(user)
        browser = browser_at(a)
        password_given(browser, user)
        pages = ["/compte/", "/compte/preferences/", "/compte/demandes/", "/compte/documents/", BASE, SET_UP]
        pages += [
            f"{BASE}codes/",
            f"{BASE}desactiver/",
            "/compte/mot-de-passe/",
            "/gestion/",
            "/gestion/api/main/pages/",
        ]
        pages += [f"/gestion/courriers/{case.pk}/", "/gestion/recherche/?q=pont"]
        for address in pages:
            for answer in (browser.get(address), browser.post(address, {"password": PASSWORD, "code": "0"})):
                shut = answer.status_code == 302 and answer.headers["Location"].startswith("/connexion/?next=")
                # A clerk's form: the code page itself, which keeps what was typed.
                parked = answer.status_code == 401 and b'action="/connexion/code/"' in answer.content
                assert shut or parked or answer.status_code == 405, address
        assert user.first_name not in browser.get("/suivi/").content.decode()
        # The one page, from wherever; and the way out.
        assert browser.get("/connexion/?next=/compte/").headers["Location"] == f"{CODE}?next=%2Fcompte%2F"
        assert browser.post("/deconnexion/").status_code == 302
        assert browser.get(CODE).headers["Location"] == "/connexion/"

    def test_a_code_is_good_once(self, a: TownHall) -> None:
        device = factor_make(a.citizen)
        first, second = browser_at(a), browser_at(a)
        code = code_of(device)
        for browser, status in ((first, 302), (second, 200)):
            password_given(browser, a.citizen)
            assert browser.post(CODE, {"code": code}).status_code == status
        assert second.get("/compte/").status_code == 302

    @pytest.mark.parametrize(("steps", "opens"), [(-2, False), (-1, True), (1, True), (2, False)])
    def test_a_clock_may_be_one_step_away(self, a: TownHall, steps: int, opens: bool) -> None:
        device = factor_make(a.citizen)
        browser = browser_at(a)
        password_given(browser, a.citizen)
        browser.post(CODE, {"code": code_of(device, steps)})
        assert (browser.get("/compte/").status_code == 200) is opens

    def test_a_recovery_code_opens_once_and_the_last_is_told(self, a: TownHall, sent_mail) -> None:
        factor_make(a.citizen)
        *spent, last = recovery_codes_make(user=a.citizen)
        StaticToken.objects.exclude(token__in=[last.replace(" ", ""), spent[0].replace(" ", "")]).delete()
        for code, mails in ((f" {spent[0]}", 0), (last.replace(" ", "-"), 1)):
            browser = browser_at(a)
            password_given(browser, a.citizen)
            assert browser.post(CODE, {"code": code}).headers["Location"] == "/compte/"
            assert sent_mail.count() == mails
            again = browser_at(a)
            password_given(again, a.citizen)
            assert again.post(CODE, {"code": code}).status_code == 200
            patience(a.citizen)
        assert "dernier code de secours" in sent_mail.text()
        assert "aucun code de secours" in browser.get("/compte/").content.decode()

    def test_wrong_codes_make_wait_twice_as_long_each(self, a: TownHall) -> None:
        device = factor_make(a.citizen)
        browser = browser_at(a)
        password_given(browser, a.citizen)
        browser.post(CODE, {"code": wrong_for(device)})
        # The right one too, within the pause; another session and another sign-in change nothing.
        answer = browser.post(CODE, {"code": code_of(device)})
        assert "prochain essai" in answer.content.decode()
        TOTPDevice.objects.update(throttling_failure_count=10, throttling_failure_timestamp=timezone.now())
        other = browser_at(a)
        password_given(other, a.citizen)
        assert "9 minutes" in other.post(CODE, {"code": code_of(device)}).content.decode()
        assert other.get("/compte/").status_code == 302
        patience(a.citizen)
        assert other.post(CODE, {"code": code_of(device)}).status_code == 302

    def test_another_persons_code_opens_nothing(self, a: TownHall) -> None:
        factor_make(a.citizen)
        theirs = factor_make(a.clerk)
        recovery = recovery_codes_make(user=a.clerk)[0]
        for code in (code_of(theirs), recovery):
            browser = browser_at(a)
            password_given(browser, a.citizen)
            assert browser.post(CODE, {"code": code}).status_code == 200
            assert browser.get("/compte/").status_code == 302
            patience(a.citizen)

    def test_a_new_password_lifts_nothing(self, a: TownHall, sent_mail) -> None:
        factor_make(a.citizen)
        browser = browser_at(a)
        browser.post("/mot-de-passe/", {"email": a.citizen.email})
        form = browser.get(sent_mail.link("/mot-de-passe/"), follow=True)
        new = "un-autre-mot-de-passe-2026"
        browser.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
        assert browser.get("/compte/").status_code == 302
        asked = browser.post("/connexion/", {"login": a.citizen.email, "password": new})
        assert asked.headers["Location"].startswith(CODE)
        assert browser.get("/compte/").status_code == 302

    def test_what_a_clerk_typed_goes_through_the_code_page(self, a: TownHall) -> None:
        device = factor_make(a.clerk)
        case = case_make(a, a.pothole)
        browser = browser_at(a)
        address = f"/gestion/courriers/{case.pk}/faire/note/"
        text = browser.post(address, {"text": "Un mot à garder", "seen": "1"}).content.decode()
        parked = re.search(r'name="parked" value="([^"]+)"', text)[1]
        page = password_given(browser, a.clerk, parked=parked).content.decode()
        assert f'action="{CODE}"' in page
        assert "Un mot à garder" not in page
        parked = re.search(r'name="parked" value="([^"]+)"', page)[1]
        again = browser.post(CODE, {"code": wrong_for(device), "parked": parked}).content.decode()
        parked = re.search(r'name="parked" value="([^"]+)"', again)[1]
        patience(a.clerk)
        resumed = browser.post(CODE, {"code": code_of(device), "parked": parked}).content.decode()
        assert f'action="{address}"' in resumed
        assert "Un mot à garder" in resumed

    def test_an_account_without_it_costs_no_query_more(self, a: TownHall) -> None:
        browser = browser_at(a, a.clerk)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get("/gestion/").status_code == 200
        devices = [query["sql"] for query in asked if "otp_totp" in query["sql"]]
        assert len(devices) == 1
        assert '"portal_accounts_user"."id" = ' in devices[0]


class TestOff:
    @pytest.fixture
    def browser(self, a: TownHall) -> Client:
        device = factor_make(a.citizen)
        browser = browser_at(a)
        password_given(browser, a.citizen)
        browser.post(CODE, {"code": code_of(device, -1)})
        return browser

    def test_by_the_password_and_a_code(self, a: TownHall, browser: Client, sent_mail) -> None:
        device = TOTPDevice.objects.get()
        for told in ({"password": "faux", "code": code_of(device)}, {"password": PASSWORD, "code": wrong_for(device)}):
            assert browser.post(f"{BASE}desactiver/", told).status_code == 200
            patience(a.citizen)
        assert TOTPDevice.objects.exists()
        # A wrong password uses no code up.
        done = browser.post(f"{BASE}desactiver/", {"password": PASSWORD, "code": code_of(device)})
        assert done.headers["Location"] == BASE
        assert not TOTPDevice.objects.exists()
        assert not StaticDevice.objects.exists()
        assert "désactivée" in sent_mail.text()
        assert password_given(browser_at(a), a.citizen).headers["Location"] == "/compte/"

    def test_new_recovery_codes_the_same_way(self, browser: Client, sent_mail) -> None:
        device = TOTPDevice.objects.get()
        before = set(StaticToken.objects.values_list("token", flat=True))
        assert browser.post(f"{BASE}codes/", {"password": "faux", "code": code_of(device)}).status_code == 200
        assert set(StaticToken.objects.values_list("token", flat=True)) == before
        page = browser.post(f"{BASE}codes/", {"password": PASSWORD, "code": code_of(device)}).content.decode()
        assert len(re.findall(r">\d{5} \d{5}<", page)) == 10
        assert not before & set(StaticToken.objects.values_list("token", flat=True))
        assert sent_mail.count() == 1

    def test_passwords_tried_there_shut_the_account(self, a: TownHall, browser: Client) -> None:
        for _attempt in range(5):
            answer = browser.post(f"{BASE}desactiver/", {"password": "faux", "code": "000000"})
        assert answer.status_code == 429
        assert password_given(browser_at(a), a.citizen).status_code == 429

    def test_there_is_nothing_to_renew_or_switch_off_without_it(self, a: TownHall) -> None:
        browser = browser_at(a, a.clerk)
        for page in ("codes/", "desactiver/"):
            assert browser.get(BASE + page).headers["Location"] == BASE


class TestRequired:
    @pytest.fixture
    def hall(self, a: TownHall) -> TownHall:
        a.town.second_factor_required = True
        a.town.save()
        return a

    def test_the_administrator_chooses_it(self, a: TownHall) -> None:
        browser = browser_at(a, a.administrator)
        address = f"/gestion/mairie/reglages/edit/{a.town.pk}/"
        page = browser.get(address)
        assert b'name="second_factor_required"' in page.content
        told = {name: value for name, value in page.context["form"].initial.items() if value is not None}
        assert browser.post(address, {**told, "arms": "", "second_factor_required": "on"}).status_code == 302
        a.town.refresh_from_db()
        assert a.town.second_factor_required
        # At the next page, the administrator too.
        assert browser.get("/gestion/").headers["Location"].startswith(SET_UP)

    def test_staff_set_it_up_before_anything_else(self, hall: TownHall) -> None:
        case = case_make(hall, hall.pothole)
        browser = browser_at(hall, hall.clerk)
        asked = browser.get(f"/gestion/courriers/{case.pk}/?tab=texte")
        assert asked.headers["Location"] == f"{SET_UP}?next=%2Fgestion%2Fcourriers%2F{case.pk}%2F%3Ftab%3Dtexte"
        for refused in (
            browser.post(f"/gestion/courriers/{case.pk}/faire/note/", {"text": "x", "seen": "1"}),
            browser.get("/gestion/courriers/resultats/", headers={"X-Requested-With": "XMLHttpRequest"}),
            browser.get("/gestion/courriers/resultats/", headers={"Sec-Fetch-Dest": "empty"}),
            browser.get("/gestion/api/main/pages/"),
        ):
            assert refused.status_code == 403
        page = browser.get(asked.headers["Location"]).content.decode()
        assert 'action="/deconnexion/"' in page
        device = TOTPDevice.objects.get()
        onward = f"/gestion/courriers/{case.pk}/?tab=texte"
        done = browser.post(SET_UP, {"password": PASSWORD, "code": code_of(device), "next": onward})
        assert f'href="{onward}"' in done.content.decode()
        assert browser.get(onward).status_code == 200
        # And it stays on.
        assert browser.get(f"{BASE}desactiver/").status_code == 403
        told = {"password": PASSWORD, "code": code_of(device, 1)}
        assert browser.post(f"{BASE}desactiver/", told).status_code == 403
        assert TOTPDevice.objects.exists()

    def test_the_way_out_stays_open(self, hall: TownHall) -> None:
        browser = browser_at(hall, hall.clerk)
        assert browser.post("/gestion/logout/").status_code == 302
        assert "_auth_user_id" not in browser.session

    def test_strangers_learn_nothing_and_citizens_owe_nothing(self, hall: TownHall) -> None:
        browser = browser_at(hall, hall.citizen)
        assert browser.get("/gestion/").status_code == 404
        assert browser.get("/compte/").status_code == 200

    def test_one_town_of_several_is_enough(self, hall: TownHall, b: TownHall) -> None:
        membership_grant(user=hall.clerk, town=b.town, role=Role.REGISTRAR)
        assert browser_at(b, hall.clerk).get("/gestion/").headers["Location"].startswith(SET_UP)
        assert browser_at(b, b.clerk).get("/gestion/").status_code == 200


class TestTakenAway:
    def address(self, user: User) -> str:
        return f"/gestion/mairie/personnes/double-authentification/{user.pk}/"

    def test_by_an_administrator_once_confirmed(self, a: TownHall, sent_mail, caplog) -> None:
        factor_make(a.clerk)
        browser = browser_at(a, a.administrator)
        assert self.address(a.clerk) in browser.get("/gestion/mairie/personnes/").content.decode()
        assert self.address(a.clerk) in browser.get(f"/gestion/mairie/personnes/edit/{a.clerk.pk}/").content.decode()
        assert b"serious" in browser.get(self.address(a.clerk)).content
        assert TOTPDevice.objects.exists()
        with caplog.at_level(logging.INFO):
            assert browser.post(self.address(a.clerk)).status_code == 302
        assert not TOTPDevice.objects.exists()
        assert f"switched off by account {a.administrator.pk}" in caplog.text
        assert "administrateur" in sent_mail.text()
        assert password_given(browser_at(a), a.clerk).headers["Location"] == "/gestion/"

    def test_not_ones_own(self, a: TownHall) -> None:
        device = factor_make(a.administrator)
        browser = browser_at(a)
        password_given(browser, a.administrator)
        browser.post(CODE, {"code": code_of(device)})
        assert b"serious" not in browser.get(self.address(a.administrator)).content
        assert browser.post(self.address(a.administrator)).headers["Location"] == "/gestion/"  # Wagtail's refusal
        assert TOTPDevice.objects.exists()

    def test_not_of_who_works_elsewhere_too(self, a: TownHall, b: TownHall) -> None:
        factor_make(a.clerk)
        membership_grant(user=a.clerk, town=b.town, role=Role.REGISTRAR)
        browser = browser_at(a, a.administrator)
        assert b"serious" not in browser.get(self.address(a.clerk)).content
        assert browser.post(self.address(a.clerk)).headers["Location"] == "/gestion/"  # Wagtail's refusal
        assert TOTPDevice.objects.exists()

    def test_not_in_another_town_nor_by_another_role(self, a: TownHall, b: TownHall) -> None:
        factor_make(a.clerk)
        assert browser_at(b, b.administrator).post(self.address(a.clerk)).status_code == 404
        assert browser_at(a, a.registrar).post(self.address(a.clerk)).status_code == 403
        assert TOTPDevice.objects.exists()

    def test_by_the_command(self, a: TownHall, sent_mail) -> None:
        with pytest.raises(CommandError):
            call_command("second_factor_reset", a.administrator.email)
        with pytest.raises(CommandError):
            call_command("second_factor_reset", "personne@alpha.example")
        factor_make(a.administrator)
        call_command("second_factor_reset", a.administrator.email.upper())
        assert not TOTPDevice.objects.exists()
        assert sent_mail.count() == 1
