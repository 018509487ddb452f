"""Signing in: one page, for e-mails and identifiers; locks that hold; sessions that end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from edm.organisation.api import Role, membership_grant
from tests.factories import PASSWORD, TownHall, user_make

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(a: TownHall) -> TownHall:
    return a


@pytest.fixture
def browser(hall: TownHall) -> Client:
    return Client(headers={"host": hall.host})


def sign_in(browser: Client, login: str, password: str = PASSWORD, **more: str):
    return browser.post("/connexion/", {"login": login, "password": password, **more})


def is_signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


@pytest.mark.parametrize("typed", ["citizen@alpha.example", "  CITIZEN@Alpha.example "])
def test_a_citizen_signs_in_by_email_in_any_case(browser: Client, typed: str) -> None:
    assert sign_in(browser, typed).headers["Location"] == "/compte/"


def test_staff_go_to_the_back_office(browser: Client, hall: TownHall) -> None:
    assert sign_in(browser, hall.clerk.email).headers["Location"] == "/gestion/"


def test_staff_without_an_address_sign_in_by_identifier(browser: Client, hall: TownHall) -> None:
    person = user_make(email="", password=PASSWORD)
    person.email, person.identifier = None, "m.cadoret"
    person.save()
    membership_grant(user=person, town=hall.town, role=Role.REGISTRAR)
    assert sign_in(browser, "M.Cadoret").headers["Location"] == "/gestion/"


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/suivi/", "/suivi/"),
        ("https://ailleurs.example/", "/compte/"),
        ("//ailleurs.example/", "/compte/"),
        ("javascript:alert(1)", "/compte/"),
    ],
)
def test_the_way_on_stays_on_this_site(browser: Client, asked: str, reached: str) -> None:
    assert sign_in(browser, "citizen@alpha.example", next=asked).headers["Location"] == reached


def test_wagtails_sign_in_leads_to_the_one_page(browser: Client) -> None:
    assert browser.get("/gestion/login/?next=/gestion/courriers/").headers["Location"] == (
        "/connexion/?next=%2Fgestion%2Fcourriers%2F"
    )
    assert browser.get("/gestion/login/?next=//ailleurs.example/").headers["Location"] == "/connexion/"
    assert browser.get("/_util/login/").headers["Location"] == "/connexion/"


def test_sign_out_is_a_post(browser: Client) -> None:
    sign_in(browser, "citizen@alpha.example")
    assert browser.get("/deconnexion/").status_code == 405
    assert is_signed_in(browser)
    assert browser.post("/deconnexion/").headers["Location"] == "/"
    assert not is_signed_in(browser)


def test_the_session_changes_its_key_at_sign_in(browser: Client) -> None:
    session = browser.session
    session["draft"] = "kept"
    session.save()
    before = session.session_key
    sign_in(browser, "citizen@alpha.example")
    assert browser.session.session_key != before
    assert browser.session["draft"] == "kept"


def test_wrong_password_and_unknown_login_read_the_same(browser: Client) -> None:
    wrong = sign_in(browser, "citizen@alpha.example", "faux")
    unknown = sign_in(browser, "personne@alpha.example", "faux")
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()


class TestLock:
    def test_five_failures_shut_the_account_in_any_case(self, browser: Client) -> None:
        for typed in ("citizen@", "Citizen@", "CITIZEN@", " citizen@", "citizeN@"):
            answer = sign_in(browser, f"{typed}alpha.example", "faux")
        assert answer.status_code == 429
        for typed in ("citizen@alpha.example", "CITIZEN@ALPHA.EXAMPLE"):
            answer = sign_in(browser, typed)
            assert answer.status_code == 429
            assert not is_signed_in(browser)
        assert "account/locked.html" in [template.name for template in answer.templates]

    def test_another_browser_finds_it_shut_too_and_other_accounts_open(self, browser: Client, hall: TownHall) -> None:
        for _attempt in range(5):
            sign_in(browser, hall.citizen.email, "faux")
        other = Client(headers={"host": hall.host})
        assert sign_in(other, hall.citizen.email).status_code == 429
        assert sign_in(other, hall.clerk.email).status_code == 302

    def test_the_two_logins_of_one_account_are_counted_together(self, browser: Client, hall: TownHall) -> None:
        hall.clerk.identifier = "v.rouault"
        hall.clerk.save()
        for typed in ("v.rouault", "V.Rouault", hall.clerk.email, hall.clerk.email, "v.rouault"):
            sign_in(browser, typed, "faux")
        assert sign_in(browser, hall.clerk.email).status_code == 429
        assert sign_in(browser, "v.rouault").status_code == 429
        assert not is_signed_in(browser)

    def test_it_opens_after_a_quarter_of_an_hour(self, browser: Client, hall: TownHall) -> None:
        from axes.models import AccessAttempt

        for _attempt in range(6):
            sign_in(browser, hall.citizen.email, "faux")
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
        assert sign_in(browser, hall.citizen.email).status_code == 302

    def test_a_success_starts_the_count_again(self, browser: Client, hall: TownHall) -> None:
        for _round in range(3):
            for _attempt in range(4):
                sign_in(browser, hall.citizen.email, "faux")
            assert sign_in(browser, hall.citizen.email).status_code == 302
            browser.post("/deconnexion/")


class TestSessionsEnd:
    def row(self) -> Session:
        return Session.objects.get()

    def test_after_two_hours_without_a_request(self, browser: Client, hall: TownHall) -> None:
        sign_in(browser, hall.citizen.email)
        left = self.row().expire_date - timezone.now()
        assert timedelta(minutes=119) < left <= timedelta(hours=2)
        Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
        assert browser.get("/compte/").status_code == 302

    def test_a_request_prolongs_it(self, browser: Client, hall: TownHall) -> None:
        sign_in(browser, hall.citizen.email)
        Session.objects.update(expire_date=timezone.now() + timedelta(minutes=3))
        assert browser.get("/compte/").status_code == 200
        assert self.row().expire_date > timezone.now() + timedelta(minutes=119)

    def test_never_beyond_ten_hours(self, browser: Client, hall: TownHall) -> None:
        sign_in(browser, hall.citizen.email)
        session = browser.session
        session["signed_in_at"] = (timezone.now() - timedelta(hours=9, minutes=30)).isoformat()
        session.save()
        browser.get("/compte/")
        assert self.row().expire_date <= timezone.now() + timedelta(minutes=30)

    def test_a_visitors_draft_keeps_the_plain_age(self, browser: Client) -> None:
        session = browser.session
        session["draft"] = "kept"
        session.save()
        assert self.row().expire_date > timezone.now() + timedelta(hours=9)


class TestDemonstration:
    @pytest.fixture
    def demo(self, hall: TownHall):
        hall.citizen.is_demo = True
        hall.citizen.save()
        return hall.citizen

    def test_opens_on_the_machine_itself(self, demo) -> None:
        browser = Client(headers={"host": "localhost:8000"}, SERVER_NAME="127.0.0.1")
        assert sign_in(browser, demo.email).status_code == 302

    @pytest.mark.parametrize(
        "elsewhere",
        [
            {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
            {"HTTP_FORWARDED": "for=127.0.0.1"},
            {"HTTP_X_REAL_IP": "127.0.0.1"},
            {"SERVER_NAME": "0.0.0.0"},
            {"REMOTE_ADDR": "192.0.2.7"},
            {"HTTP_HOST": "mairie.example"},
        ],
    )
    def test_is_refused_elsewhere_and_says_why(self, demo, elsewhere: dict[str, str]) -> None:
        browser = Client(**{"HTTP_HOST": "localhost", "SERVER_NAME": "127.0.0.1", **elsewhere})
        answer = sign_in(browser, demo.email)
        assert answer.status_code == 200
        assert not is_signed_in(browser)
        assert "démonstration" in str(answer.context["form"].non_field_errors())


class TestSignUp:
    DATA = {"email": "Nouvelle@Courriel.example", "password1": PASSWORD, "password2": PASSWORD}

    def test_a_new_account_opens_by_the_link(self, browser: Client, sent_mail) -> None:
        answer = browser.post("/inscription/", self.DATA)
        assert answer.headers["Location"] == "/inscription/message-envoye/"
        refused = sign_in(browser, "nouvelle@courriel.example")
        assert refused.headers["Location"] == "/inscription/message-envoye/"
        assert not is_signed_in(browser)
        link = sent_mail.link("/inscription/confirmer/")
        assert browser.get(link).status_code == 200
        assert not EmailAddress.objects.get().verified
        browser.post(link)
        assert EmailAddress.objects.get().verified
        assert sign_in(browser, "nouvelle@courriel.example").headers["Location"] == "/compte/"

    def test_an_address_that_has_an_account_reads_the_same(self, browser: Client, hall: TownHall, sent_mail) -> None:
        answer = browser.post("/inscription/", {**self.DATA, "email": hall.citizen.email.upper()})
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/inscription/message-envoye/"
        assert "/mot-de-passe/" in sent_mail.text()

    def test_a_weak_password_is_refused(self, browser: Client) -> None:
        answer = browser.post("/inscription/", {**self.DATA, "password1": "court", "password2": "court"})
        assert answer.status_code == 200


class TestNewPassword:
    def test_by_the_link_and_the_other_sessions_end(self, browser: Client, hall: TownHall, sent_mail) -> None:
        other = Client(headers={"host": hall.host})
        sign_in(other, hall.citizen.email)
        browser.post("/mot-de-passe/", {"email": hall.citizen.email})
        form = browser.get(sent_mail.link("/mot-de-passe/"), follow=True)
        assert "set-password" in form.request["PATH_INFO"]
        new = "un-autre-mot-de-passe-2026"
        done = browser.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
        assert done.headers["Location"] == "/mot-de-passe/change/"
        assert other.get("/compte/").status_code == 302
        assert sign_in(browser, hall.citizen.email, new).status_code == 302

    def test_an_unknown_address_reads_the_same_and_gets_nothing(self, browser: Client, sent_mail) -> None:
        answer = browser.post("/mot-de-passe/", {"email": "personne@courriel.example"})
        assert answer.headers["Location"] == "/mot-de-passe/message-envoye/"
        assert sent_mail.count() == 0

    def test_changing_it_asks_for_the_old_one(self, browser: Client, hall: TownHall) -> None:
        sign_in(browser, hall.citizen.email)
        new = "un-autre-mot-de-passe-2026"
        data = {"oldpassword": "faux", "password1": new, "password2": new}
        assert browser.post("/compte/mot-de-passe/", data).status_code == 200
        assert browser.post("/compte/mot-de-passe/", {**data, "oldpassword": PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/inscription/",
        "/inscription/message-envoye/",
        "/inscription/confirmer/nul/",
        "/mot-de-passe/",
        "/mot-de-passe/message-envoye/",
        "/mot-de-passe/change/",
        "/mot-de-passe/1-nul/",
        "/compte/ferme/",
    ],
)
def test_each_page_of_the_way_in_is_ours(browser: Client, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 200
    assert "theme/base.html" in [template.name for template in answer.templates]


@pytest.mark.parametrize("path", ["/compte/email/", "/compte/login/", "/compte/reauthenticate/", "/compte/signup/"])
def test_the_other_pages_of_allauth_stay_shut(browser: Client, path: str) -> None:
    assert browser.get(path).status_code == 404
