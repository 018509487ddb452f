"""The gate, by the real screens: what is wrong is not published, and nothing typed is lost."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from PIL import Image as Drawn
from wagtail.images import get_image_model
from wagtail.test.utils.form_data import streamfield

from cms.editing.gate import findings_for
from cms.editing.models import PageHealth
from cms.editing.services import page_check_next
from cms.pages.models import ContentPage, HomePage, NewsPage
from edm.organisation.api import Town
from tests.cms.pages.test_within_town import linked, page_form, streamfield_list

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture
def image(town: Town) -> Any:
    bytes_ = io.BytesIO()
    Drawn.new("RGB", (1600, 900), "teal").save(bytes_, "JPEG")
    return get_image_model().objects.create(
        title="Pont", file=ImageFile(bytes_, "pont.jpg"), collection=town.collection
    )


def form(*blocks: Any, **more: Any) -> dict[str, str]:
    return page_form(introduction="", icon="", body=streamfield(list(blocks)), **more)


def titled(image: Any, alt: str) -> Any:
    return ("image", {"image": image.pk, "decorative": "", "alt_text": alt})


def test_a_new_page_with_an_error_is_kept_as_a_draft(webmaster: Client, home: HomePage, image: Any) -> None:
    address = f"/gestion/pages/add/cms_pages/contentpage/{home.pk}/"
    sent = webmaster.post(address, form(titled(image, "IMG_0042.jpg")) | {"action-publish": "1"})
    page = ContentPage.objects.child_of(home).get()
    assert not page.live
    assert sent.headers["Location"] == f"/gestion/pages/{page.pk}/edit/"
    shown = webmaster.get(sent.headers["Location"]).content.decode()
    assert "IMG_0042.jpg" in shown  # what was typed is there
    assert f"/edit/#:w:contentpath=body.{page.body[0].id}" in shown
    assert "1 point à corriger" in shown

    mended = webmaster.post(f"/gestion/pages/{page.pk}/edit/", form(titled(image, "Le pont")) | {"action-publish": "1"})
    assert mended.status_code == 302
    page.refresh_from_db()
    assert page.live


def test_a_page_online_stays_as_it_is_until_its_draft_is_right(
    webmaster: Client, home: HomePage, add: Any, image: Any
) -> None:
    page = add(ContentPage, title="Une page", slug="une-page", introduction="Avant")
    address = f"/gestion/pages/{page.pk}/edit/"
    webmaster.post(address, form(("text", linked("LINK", 987654)), title="Après") | {"action-publish": "1"})
    page.refresh_from_db()
    assert page.title == "Une page"
    assert page.latest_revision.content["title"] == "Après"


def test_a_warning_is_told_and_does_not_stop(webmaster: Client, home: HomePage, image: Any) -> None:
    address = f"/gestion/pages/add/cms_pages/contentpage/{home.pk}/"
    card = {"title": "ici", "page": "", "address": "/conseil/", "note": "", "icon": ""}
    sent = webmaster.post(address, form(("cards", streamfield_list([card]))) | {"action-publish": "1"}, follow=True)
    assert ContentPage.objects.child_of(home).get().live
    assert "ne dit pas où il mène" in sent.content.decode()


def test_a_draft_is_saved_whatever_it_holds(webmaster: Client, home: HomePage, image: Any) -> None:
    address = f"/gestion/pages/add/cms_pages/contentpage/{home.pk}/"
    assert webmaster.post(address, form(titled(image, "IMG_0042.jpg"))).status_code == 302
    assert ContentPage.objects.child_of(home).get().latest_revision is not None


def test_the_schedule_passes_the_gate_and_the_worker_publishes(webmaster: Client, home: HomePage, image: Any) -> None:
    address = f"/gestion/pages/add/cms_pages/contentpage/{home.pk}/"
    moment = timezone.localtime() + timedelta(days=1)
    when = {"go_live_at": f"{moment:%Y-%m-%d %H:%M}", "expire_at": ""}
    webmaster.post(address, form(titled(image, "photo 12"), **when) | {"action-publish": "1"})
    page = ContentPage.objects.child_of(home).get()
    assert page.scheduled_revision is None
    edit = f"/gestion/pages/{page.pk}/edit/"
    webmaster.post(edit, form(titled(image, "Le pont"), **when) | {"action-publish": "1"})
    page = ContentPage.objects.get(pk=page.pk)
    assert page.scheduled_revision is not None
    assert not page.live
    revision, past = page.scheduled_revision, timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    call_command("publish_scheduled", verbosity=0)
    page.refresh_from_db()
    assert page.live


def test_several_pages_are_published_together_or_none(webmaster: Client, home: HomePage, image: Any) -> None:
    body = [("image", image)]  # no text
    right = home.add_child(instance=ContentPage(title="A", slug="a", locale=home.locale, live=False))
    wrong = home.add_child(instance=ContentPage(title="B", slug="b", locale=home.locale, live=False, body=body))
    for page in (right, wrong):
        page.save_revision()
    address = f"/gestion/bulk/wagtailcore/page/publish/?next=/gestion/pages/{home.pk}/&"
    refused = webmaster.post(f"{address}id={right.pk}&id={wrong.pk}", {"include_descendants": ""}, follow=True)
    assert "Rien n’est publié" in refused.content.decode()
    right.refresh_from_db()
    assert not right.live
    webmaster.post(f"{address}id={right.pk}", {"include_descendants": ""})
    right.refresh_from_db()
    assert right.live
    # A page right itself, with a draft below it that is not.
    below = right.add_child(instance=ContentPage(title="C", slug="c", locale=home.locale, live=False, body=body))
    below.save_revision()
    webmaster.post(f"{address}id={right.pk}", {"include_descendants": "on"})
    below.refresh_from_db()
    assert not below.live


def test_every_type_of_page_passes_without_being_named(home: HomePage) -> None:
    news = home.get_children().get(slug="actualites")
    item = NewsPage(title="N", slug="n", date=timezone.localdate(), locale=home.locale, body=[("text", "<h4>X</h4>")])
    news.add_child(instance=item)
    assert [finding.code for finding in findings_for(item)] == ["headings"]
    assert findings_for(home) == []


def test_the_worker_looks_at_a_page_and_weighs_it(webmaster: Client, home: HomePage, add: Any, image: Any) -> None:
    while page_check_next():
        pass
    image.contextual_alt_text = "Le pont"
    page = add(ContentPage, title="Une page", slug="une-page", body=[("image", image), ("text", "<h4>Horaires</h4>")])
    health = PageHealth.objects.get(page=page)
    assert health.due
    assert page_check_next()
    assert not page_check_next()
    health.refresh_from_db()
    assert health.counts == {"headings": 1}
    assert 500 < health.html_bytes < 30_000
    assert health.phone_bytes > health.html_bytes
    shown = webmaster.get(f"/gestion/pages/{page.pk}/edit/").content.decode()
    assert "sur un téléphone" in shown


def test_a_page_that_cannot_be_shown_delays_no_other(
    home: HomePage, add: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    while page_check_next():
        pass
    page = add(ContentPage, title="Une page", slug="une-page")
    monkeypatch.setattr("cms.editing.services.weight_of", lambda _page: 1 / 0)
    assert page_check_next()
    assert not page_check_next()
    assert f"Page {page.pk} cannot be checked" in caplog.text
