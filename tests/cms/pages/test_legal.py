"""The pages of the law: written from the town's data, true, and complete after an upgrade."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cms.newsletter.models import Theme
from cms.pages.models import AccessibilitySettings, LegalPage
from cms.pages.services import legal_pages_complete
from edm.organisation.api import Role, membership_grant
from portal.settings import base
from tests.factories import user_make


@pytest.fixture
def told(town):
    def put(**facts) -> AccessibilitySettings:
        found, _created = AccessibilitySettings.objects.update_or_create(site=town.site, defaults=facts)
        found.clean()
        return found

    return put


def page(reader: Client, path: str) -> str:
    response = reader.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_without_an_audit_the_site_says_it_does_not_conform(reader):
    assert "non conforme" in page(reader, "/accessibilite/")
    assert "Accessibilité : non conforme" in page(reader, "/")


def test_the_statement_is_written_from_the_audit(reader, told):
    day = timezone.localdate() - timedelta(days=30)
    told(
        audited_on=day,
        audited_by="Cabinet Iris",
        rate=Decimal("86.5"),
        failures="<p>Deux cartes.</p>",
        sample="/\n/contact/",
    )
    text = page(reader, "/accessibilite/")
    for words in ("partiellement conforme", "Cabinet Iris", "86,5", "Deux cartes.", "/contact/", "plan-accessibilite"):
        assert words in text, words
    assert "Accessibilité : partiellement conforme" in page(reader, "/")
    assert "Accessibility: partially conforming" in page(reader, "/en/")


def test_an_audit_of_more_than_three_years_holds_no_more(reader, told):
    told(audited_on=timezone.localdate() - timedelta(days=3 * 366), rate=Decimal(100))
    assert "plus de trois ans" in page(reader, "/accessibilite/")
    assert "Accessibilité : non conforme" in page(reader, "/")


def test_the_plan_is_told_year_by_year(reader, told):
    year = timezone.localdate().year
    assert "en cours d’écriture" in page(reader, "/plan-accessibilite/")
    plan = [("year", {"year": year, "actions": "<p>Former deux agents.</p>"})]
    told(plan_from=year, plan_to=year + 2, plan=plan, policy="<p>La secrétaire générale.</p>")
    text = page(reader, "/plan-accessibilite/")
    for words in (str(year), str(year + 2), "Former deux agents.", "La secrétaire générale."):
        assert words in text, words


@pytest.mark.parametrize(
    "facts",
    [
        {"rate": Decimal(80)},
        {"audited_on": timezone.localdate()},
        {"plan_from": 2026},
        {"plan_from": 2026, "plan_to": 2029},
        {"plan_from": 2026, "plan_to": 2025},
    ],
)
def test_what_the_law_does_not_allow_is_refused(told, facts):
    with pytest.raises(ValidationError):
        told(**facts)


def test_the_webmaster_is_told_what_is_due(town, told):
    today = timezone.localdate()
    assert len(told().duties(today)) == 2
    plan = [("year", {"year": today.year, "actions": "<p>x</p>"})]
    done = told(audited_on=today, rate=Decimal(70), plan_from=today.year, plan_to=today.year, plan=plan)
    assert done.duties(today) == []
    assert len(done.duties(today + timedelta(days=365 * 3 - 60))) == 2, "the audit ends soon, the plan is over"
    person = user_make()
    membership_grant(user=person, town=town, role=Role.WEBMASTER)
    webmaster = Client(headers={"host": "alpha.example"})
    webmaster.force_login(person, backend="portal.accounts.backends.LoginBackend")
    assert "pv-accessibilite" not in webmaster.get("/gestion/").content.decode()
    told(audited_on=today - timedelta(days=4 * 365))
    assert "pv-accessibilite" in webmaster.get("/gestion/").content.decode()
    form = webmaster.get(f"/gestion/settings/cms_pages/accessibilitysettings/{town.site_id}/")
    assert form.status_code == 200


def test_a_town_of_an_earlier_release_gets_the_page_it_has_not(town, home, reader):
    plans = LegalPage.objects.filter(kind=LegalPage.Kind.PLAN)
    for plan in plans:
        plan.delete()
    assert legal_pages_complete(town.site) == 2
    assert legal_pages_complete(town.site) == 0
    assert page(reader, "/plan-accessibilite/")


def test_the_cookies_that_are_set_are_those_it_names(reader, town):
    """All that sets one: a form, a sign-in, an answer kept."""
    text = page(reader, "/donnees-personnelles/")
    Theme.objects.create(town=town, name="Tout")
    person = user_make()
    person.set_password("un long mot de passe")
    person.save()
    seen: set[str] = set()
    for path in ("/", "/actualites/", "/recherche/?q=x", "/connexion/", "/lettre/", "/annuaire/proposer/association/"):
        seen |= set(reader.get(path).cookies)
    signed_in = reader.post("/connexion/", {"login": person.email, "password": "un long mot de passe"})
    seen |= set(signed_in.cookies)
    assert seen == {"csrftoken", "sessionid"}
    assert all(f"« {name} »" in text for name in seen)
    assert base.SESSION_COOKIE_AGE == 10 * 3600


def test_the_letter_is_told_of_once_it_exists(reader, town):
    assert "6.1.a" not in page(reader, "/donnees-personnelles/")
    Theme.objects.create(town=town, name="Tout")
    assert "6.1.a" in page(reader, "/donnees-personnelles/")
