"""A contributor writes; a webmaster of the town reads, then publishes or sends back."""

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from wagtail.models import TaskState, Workflow, WorkflowPage
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.editing.gate import errors_of
from cms.pages.models import ContentPage, NewsIndexPage, NewsPage
from edm.organisation.api import Role, Town, membership_grant
from tests.factories import user_make

GOOD = [("text", rich_text("<p>Le pont rouvre.</p>"))]


def staff(town: Town, role: Role, host: str = "alpha.example") -> Client:
    person = user_make(f"{role}@{host}")
    membership_grant(user=person, town=town, role=role)
    client = Client(headers={"host": host})
    client.force_login(person, backend="portal.accounts.backends.LoginBackend")
    return client


@pytest.fixture
def contributor(site_a: Town) -> Client:
    return staff(site_a, Role.CONTRIBUTOR)


@pytest.fixture
def webmaster(site_a: Town) -> Client:
    return staff(site_a, Role.WEBMASTER)


@pytest.fixture
def index(site_a: Town) -> NewsIndexPage:
    return NewsIndexPage.objects.descendant_of(site_a.site.root_page).get()


def form(title: str = "Le pont", body: Any = None, **more: str) -> dict[str, Any]:
    told = {"title": title, "slug": "pont", "date": "2026-11-02", "summary": "", "category": "", "image": ""}
    told |= {"drawing": "town", "body": body or streamfield(GOOD), "search_description": "", "seo_title": ""}
    comments = {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    return nested_form_data(told) | comments | more


def submitted(contributor: Client, index: NewsIndexPage, **more: Any) -> NewsPage:
    address = f"/gestion/pages/add/cms_pages/newspage/{index.pk}/"
    assert contributor.get(address).status_code == 200
    response = contributor.post(address, form(**{"action-submit": "1"} | more))
    assert response.status_code == 302, response.context["form"].errors
    page: NewsPage = NewsPage.objects.get()
    return page


def action(page: NewsPage, name: str) -> str:
    task = TaskState.objects.filter(status="in_progress").get()
    return f"/gestion/pages/workflow/action/{page.pk}/{name}/{task.pk}/"


def test_what_a_contributor_writes_waits(contributor, webmaster, index, site_a):
    page = submitted(contributor, index)
    assert not page.live
    assert page.workflow_in_progress
    assert "Le pont" in webmaster.get("/gestion/").content.decode()
    assert [one.to for one in mail.outbox] == [["webmaster@alpha.example"]]
    assert "Le pont" in mail.outbox[0].body
    assert f"{site_a.site.root_url}/gestion/pages/{page.pk}/edit/" in mail.outbox[0].body  # the town's own address
    assert webmaster.post(action(page, "approve")).status_code == 302
    page.refresh_from_db()
    assert page.live


def test_a_contributor_publishes_nothing(contributor, index):
    address = f"/gestion/pages/add/cms_pages/newspage/{index.pk}/"
    contributor.post(address, form(**{"action-publish": "1"}))
    assert not NewsPage.objects.filter(live=True).exists()
    page = submitted(contributor, index, slug="autre") if not NewsPage.objects.exists() else NewsPage.objects.get()
    for name in ("unpublish", "delete", "move", "copy"):
        assert contributor.post(f"/gestion/pages/{page.pk}/{name}/").status_code == 403, name
    for path in (
        "/gestion/settings/cms_pages/sitesettings/",
        "/gestion/qualite/",
        "/gestion/alertes/",
        "/gestion/courriers/",
    ):
        assert contributor.get(path).status_code in (403, 404), path


def test_a_contributor_approves_nothing(contributor, index):
    page = submitted(contributor, index)
    assert contributor.post(action(page, "approve")).status_code == 403
    page.refresh_from_db()
    assert not page.live


def test_it_is_sent_back_with_a_word(contributor, webmaster, index):
    page = submitted(contributor, index)
    mail.outbox.clear()
    collect = action(page, "reject").replace("/action/", "/collect_action_data/")
    assert webmaster.get(collect).status_code == 200
    webmaster.post(action(page, "reject"), {"comment": "Précisez la date."})
    page.refresh_from_db()
    assert not page.live
    assert [one.to for one in mail.outbox] == [["contributor@alpha.example"]]
    assert "Précisez la date." in mail.outbox[0].body
    assert f"{page.get_site().root_url}/gestion/" in mail.outbox[0].body
    assert contributor.get(f"/gestion/pages/{page.pk}/workflow_history/").status_code == 200


def test_the_gate_stands_there_too(contributor, webmaster, index):
    page = submitted(contributor, index)
    page.body = [("text", '<p><a href="https://exemple.fr"></a> Lisez.</p>')]
    page.save_revision()
    assert errors_of(page.get_latest_revision_as_object())
    webmaster.post(action(page, "approve"))
    page.refresh_from_db()
    assert not page.live
    assert webmaster.post(action(page, "reject"), {"comment": "x"}).status_code == 302


def test_another_town_moderates_nothing_of_it(contributor, webmaster, index, site_b):
    page = submitted(contributor, index)
    stranger = staff(site_b, Role.WEBMASTER, "bravo.example")
    assert "Le pont" not in stranger.get("/gestion/").content.decode()
    for name in ("approve", "reject"):
        assert stranger.post(action(page, name)).status_code == 404
    assert stranger.get(f"/gestion/pages/{page.pk}/workflow_history/").status_code == 404
    assert WorkflowPage.objects.filter(page=site_b.site.root_page).count() == 0, "it has no contributor"
    page.refresh_from_db()
    assert not page.live
    mine = ContentPage.objects.child_of(site_b.site.root_page)
    assert not mine.exists()


def test_a_step_of_one_page_is_no_key_to_another(contributor, webmaster, index):
    page = submitted(contributor, index)
    other = index.add_child(instance=NewsPage(title="Autre", slug="autre", date=date(2026, 1, 1), live=False))
    wrong = action(page, "approve").replace(f"/{page.pk}/", f"/{other.pk}/")
    assert webmaster.post(wrong).status_code == 404


def test_the_workflow_is_made_once(contributor, index):
    for _time in range(3):
        assert contributor.get(f"/gestion/pages/add/cms_pages/newspage/{index.pk}/").status_code == 200
    assert Workflow.objects.filter(name__contains="Alpha").count() == 1
    assert mail.outbox == []


def test_the_contributor_takes_it_back(contributor, index):
    page = submitted(contributor, index)
    cancel = f"/gestion/pages/workflow/confirm_cancellation/{page.pk}/"
    assert contributor.get(cancel).status_code == 200
