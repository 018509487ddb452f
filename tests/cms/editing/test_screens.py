"""The report, the files that nothing uses, the redirected addresses: each town its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Page, PageLogEntry

from cms.editing import selectors
from cms.editing.models import PageHealth
from cms.pages.models import ContentPage, HomePage
from edm.organisation.api import Town
from tests.cms.editing.test_gate import image  # noqa: F401 - a fixture

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


def health_make(page: Page, **fields: Any) -> PageHealth:
    return PageHealth.objects.update_or_create(page=page, defaults=fields)[0]


@pytest.mark.parametrize("tab", ["a-corriger", "a-relire", "poids"])
def test_each_list_of_pages_keeps_to_the_town_and_to_its_queries(
    webmaster: Client, town: Town, other: Town, home: HomePage, add: Any, tab: str, django_assert_max_num_queries: Any
) -> None:
    old = timezone.now() - timedelta(days=400)
    fields = {"warnings": 1, "counts": {"stale": 1, "gone": 2}, "phone_bytes": 1000}
    for number in range(60):
        page = add(ContentPage, title=f"Page {number}", slug=f"page-{number}")
        health_make(page, **fields)
    theirs = other.site.root_page
    theirs.title = "Secret"
    theirs.draft_title = "Secret"
    theirs.save()
    health_make(theirs, **fields)
    Page.objects.update(last_published_at=old)
    address = f"/gestion/qualite/?vue={tab}"
    webmaster.get(address)
    with django_assert_max_num_queries(16):
        shown = webmaster.get(address).content.decode()
    assert "Page 1" in shown
    assert "Secret" not in shown
    assert "Page 1 sur 2" in shown
    assert webmaster.get(f"{address}&page=2").status_code == 200
    assert webmaster.get(f"{address}&page=9").status_code == 404


def test_an_empty_list_says_so(webmaster: Client) -> None:
    for address, words in {
        "/gestion/qualite/": "Rien à corriger",
        "/gestion/qualite/?vue=a-relire": "depuis moins d’un an",
        "/gestion/qualite/?vue=inconnue": "Rien à corriger",
        "/gestion/qualite/medias/": "Toutes les images servent",
        "/gestion/qualite/medias/?vue=documents": "Tous les documents servent",
        "/gestion/adresses/": "Adresses redirigées",
    }.items():
        assert words in webmaster.get(address).content.decode(), address


def test_read_again_in_one_click(webmaster: Client, town: Town, other: Town, home: HomePage, person: Any) -> None:
    Page.objects.filter(pk=home.pk).update(last_published_at=timezone.now() - timedelta(days=400))
    health_make(home)
    assert [health.page_id for health in selectors.stale(town)] == [home.pk]
    address = f"/gestion/qualite/relue/{home.pk}/"
    assert webmaster.get(address).status_code == 405
    for _twice in range(2):
        back = webmaster.post(address, {"next": "/gestion/qualite/?vue=a-relire"})
        assert back.headers["Location"] == "/gestion/qualite/?vue=a-relire"
    assert not selectors.stale(town)
    assert PageLogEntry.objects.filter(action="cms_editing.review", page=home.pk, user=person).count() == 1
    outside = webmaster.post(address, {"next": "https://a.example/"})
    assert outside.headers["Location"] == f"/gestion/pages/{home.pk}/edit/"
    assert webmaster.post(f"/gestion/qualite/relue/{other.site.root_page_id}/").status_code == 404


def test_what_nothing_uses(webmaster: Client, town: Town, other: Town, home: HomePage, add: Any, image: Any) -> None:  # noqa: F811
    def document(title: str, of: Town) -> Any:
        return get_document_model().objects.create(
            title=title, file=ContentFile(b"a", f"{title}.csv"), collection=of.collection
        )

    loose, linked, theirs = document("Libre", town), document("Cité", town), document("Secret", other)
    assert list(selectors.unused_images(town)) == [image]
    assert list(selectors.unused_documents(town)) == [loose, linked]
    assert list(selectors.unused_documents(other)) == [theirs]
    html = f'<p><a linktype="document" id="{linked.pk}">Le tableau</a></p>'
    page = add(ContentPage, title="A", slug="a", body=[("text", html)])
    assert list(selectors.unused_documents(town)) == [loose]
    # A draft of a page online names it: it is not to be deleted.
    page.body = [("documents", [loose]), ("image", image)]
    page.save_revision()
    assert list(selectors.unused_documents(town)) == []
    assert list(selectors.unused_images(town)) == []
    assert "Secret" not in webmaster.get("/gestion/qualite/medias/?vue=documents").content.decode()


def test_a_page_that_moves_leaves_its_address_behind(
    webmaster: Client, reader: Client, home: HomePage, add: Any, django_capture_on_commit_callbacks: Any
) -> None:
    page = add(ContentPage, title="Marchés", slug="marches")
    page.slug = "le-marche"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    moved = reader.get("/marches/")
    assert moved.status_code == 301
    assert moved.headers["Location"].endswith("/le-marche/")
    assert "/marches" in webmaster.get("/gestion/adresses/").content.decode()


def test_addresses_are_redirected_within_the_town(
    webmaster: Client, reader: Client, town: Town, other: Town, home: HomePage, add: Any
) -> None:
    page = add(ContentPage, title="Marchés", slug="marches")
    theirs = Redirect.objects.create(site=other.site, old_path="/secrete", redirect_link="/x/")
    told = {"old_path": "/ancienne/", "redirect_page": page.pk, "redirect_link": "", "is_permanent": "on"}
    assert webmaster.post("/gestion/adresses/new/", told).status_code == 302
    made = Redirect.objects.get(old_path="/ancienne")
    assert made.site == town.site
    assert reader.get("/ancienne/").headers["Location"].endswith("/marches/")
    for wrong in (
        told,  # there already
        told | {"old_path": "/autre", "redirect_page": other.site.root_page_id},
        told | {"old_path": "/autre", "redirect_page": ""},
        told | {"old_path": "/autre", "redirect_link": "https://a.example/"},
        told | {"old_path": "/autre", "redirect_page": "", "redirect_link": "javascript:alert(1)"},
        told | {"old_path": "/"},
    ):
        assert webmaster.post("/gestion/adresses/new/", wrong).status_code == 200, wrong
    assert Redirect.objects.filter(site=town.site, automatically_created=False).count() == 1
    assert webmaster.post(f"/gestion/adresses/edit/{theirs.pk}/", told).status_code == 404
    assert webmaster.post(f"/gestion/adresses/delete/{theirs.pk}/").status_code == 404
    assert "/secrete" not in webmaster.get("/gestion/adresses/").content.decode()
    assert webmaster.post(f"/gestion/adresses/delete/{made.pk}/").status_code == 302


def test_two_versions_are_compared(webmaster: Client, home: HomePage, add: Any) -> None:
    page = add(ContentPage, title="Marchés", slug="marches", introduction="Le mardi")
    first = page.latest_revision_id
    page.introduction = "Le jeudi"
    second = page.save_revision().pk
    shown = webmaster.get(f"/gestion/pages/{page.pk}/revisions/compare/{first}...{second}/").content.decode()
    assert "mardi" in shown
    assert "jeudi" in shown


def test_a_page_is_previewed_on_three_widths(webmaster: Client, home: HomePage) -> None:
    shown = webmaster.get(f"/gestion/pages/{home.pk}/edit/").content.decode()
    assert all(f'data-device-width="{width}"' in shown for width in (390, 768, 1280))
