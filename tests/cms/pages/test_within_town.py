"""A webmaster can post any id: what is another town's is neither saved nor shown, whatever field or block names it."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Site
from wagtail.models.sites import SITE_ROOT_PATHS_CACHE_KEY, SITE_ROOT_PATHS_CACHE_VERSION
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.pages import generation
from cms.pages.models import ContentPage, HomePage, NewsPage, SiteSettings
from edm.organisation.api import Role, Town, membership_grant, town_of_page
from portal.procedures.models import ProcedureIndexPage, ProcedurePage
from tests.factories import user_make

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a picture's rendition to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
SECRET = "Ploumagoar"


@pytest.fixture
def webmaster(town: Town) -> Client:
    person = user_make()
    for role in (Role.WEBMASTER, Role.ADMINISTRATOR):
        membership_grant(user=person, town=town, role=role)
    client = Client(headers={"host": "alpha.example"})
    client.force_login(person, backend="portal.accounts.backends.LoginBackend")
    return client


def things_of(town: Town, title: str = SECRET) -> dict[str, Any]:
    """A page, a picture and a document of a town, each with this title and an address made of it."""
    home = town.site.root_page
    page = ContentPage(title=title, slug=title.lower(), locale=home.locale, live=False)
    home.add_child(instance=page)
    bytes_ = io.BytesIO()
    Picture.new("RGB", (8, 8)).save(bytes_, "PNG")
    more = {"title": title, "collection": town.collection}
    picture = get_image_model().objects.create(file=ImageFile(bytes_, f"{title}.png"), **more)
    document = get_document_model().objects.create(file=ContentFile(b"a", f"{title}.pdf"), **more)
    return {"page": page.pk, "picture": picture.pk, "document": document.pk}


def linked(entity: str, pk: int | str) -> str:
    """Draftail's own document, its one word a link."""
    block = {
        "key": "a",
        "text": "mot",
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [{"offset": 0, "length": 3, "key": 0}],
    }
    named = {"type": entity, "mutability": "MUTABLE", "data": {"id": pk}}
    return json.dumps({"blocks": [block], "entityMap": {"0": named}})


def home_form(page: int | str, photo: int | str = "") -> dict[str, str]:
    """The form of a home page whose procedures lead to a page."""
    section = {"title": "", "tiles": streamfield_list([]), "page": page}
    return page_form(
        greeting="",
        search_example="",
        layout="drawing",
        photo=photo,
        shortcuts=streamfield([]),
        sections=streamfield([("procedures", section)]),
    )


def card(pk: int) -> dict[str, Any]:
    return {"title": "", "page": pk, "address": "", "note": "", "icon": ""}


BLOCKS: dict[str, Any] = {
    "link": lambda t: ("cards", streamfield_list([card(t["page"])])),
    "image": lambda t: ("image", {"image": t["picture"], "decorative": "", "alt_text": "Une vue"}),
    "document": lambda t: ("documents", streamfield_list([t["document"]])),
    "rich link": lambda t: ("text", linked("LINK", t["page"])),
    "rich document": lambda t: ("text", linked("DOCUMENT", t["document"])),
    "rich, deep": lambda t: ("steps", streamfield_list([{"title": "Un", "text": linked("LINK", t["page"])}])),
    "rich, in a call-out": lambda t: (
        "callout",
        {"tone": "info", "title": "", "text": linked("DOCUMENT", t["document"])},
    ),
}


def streamfield_list(values: list[Any]) -> dict[str, Any]:
    """What a ListBlock posts."""
    told: dict[str, Any] = {"count": len(values)}
    for number, value in enumerate(values):
        told |= {f"{number}-deleted": "", f"{number}-order": number, f"{number}-type": "item", f"{number}-id": ""}
        told[f"{number}-value"] = value
    return told


def page_form(**fields: Any) -> dict[str, str]:
    told = {"title": "Une page", "slug": "une-page", "comments": inline_formset([]), **fields}
    return nested_form_data(told)


def posted(client: Client, address: str, data: dict[str, str]) -> Any:
    response = client.post(address, data, follow=False)
    assert SECRET not in response.content.decode()
    assert SECRET.lower() not in response.content.decode()
    return response


@pytest.mark.parametrize("what", BLOCKS)
def test_no_block_leads_to_another_town(webmaster: Client, town: Town, other: Town, home: HomePage, what: str) -> None:
    body = [BLOCKS[what](things_of(other))]
    data = page_form(introduction="", icon="", body=streamfield(body)) | {"action-publish": "1"}
    address = f"/gestion/pages/add/cms_pages/contentpage/{home.pk}/"
    response = posted(webmaster, address, data)
    assert response.status_code == 200
    assert "body" in response.context["form"].errors
    assert not ContentPage.objects.child_of(home).exists()
    preview = f"{address}preview/"
    assert posted(webmaster, preview, data).json()["is_valid"] is False
    assert SECRET not in webmaster.get(f"{preview}?mode=").content.decode()

    # Nor is its title told because something else beside it is wrong.
    worse = page_form(introduction="", icon="", body=streamfield([*body, ("heading", "x" * 200)]))
    assert posted(webmaster, address, worse).status_code == 200

    # The same form with the town's own things is saved: it was refused for that alone.
    own = things_of(town, "Maison")
    data = page_form(introduction="", icon="", body=streamfield([BLOCKS[what](own)])) | {"action-publish": "1"}
    saved = webmaster.post(address, data)
    assert saved.status_code == 302, saved.content.decode()
    page = ContentPage.objects.child_of(home).get(slug="une-page")
    assert page.live

    # And a page that is there already is not changed into one.
    edit = f"/gestion/pages/{page.pk}/edit/"
    before = page.latest_revision_id
    assert posted(webmaster, edit, page_form(introduction="", icon="", body=streamfield(body))).status_code == 200
    page.refresh_from_db()
    assert page.latest_revision_id == before


def test_no_field_leads_to_another_town(webmaster: Client, town: Town, other: Town, home: HomePage) -> None:
    theirs = things_of(other)
    news = home.get_children().get(slug="actualites")
    address = f"/gestion/pages/add/cms_pages/newspage/{news.pk}/"
    data = page_form(
        date="2026-01-02", category="", summary="", drawing="town", image=theirs["picture"], body=streamfield([])
    )
    assert posted(webmaster, address, data).status_code == 200
    assert not NewsPage.objects.exists()

    home.refresh_from_db()
    before = home.latest_revision_id
    for data in (home_form(theirs["page"]), home_form("", theirs["picture"])):
        assert posted(webmaster, f"/gestion/pages/{home.pk}/edit/", data).status_code == 200
    home.refresh_from_db()
    assert home.latest_revision_id == before

    form = webmaster.get(f"/gestion/mairie/reglages/edit/{town.pk}/").context["form"]
    values = {name: form[name].value() or "" for name in form.fields} | {"arms": theirs["picture"]}
    assert posted(webmaster, f"/gestion/mairie/reglages/edit/{town.pk}/", values).status_code == 200
    town.refresh_from_db()
    assert town.arms is None


@pytest.mark.parametrize("spelled", ["0{}", " {}", "+{}", "{}" + "0" * 30])
def test_another_spelling_of_an_id_opens_nothing(webmaster: Client, other: Town, home: HomePage, spelled: str) -> None:
    """Django reads an id as Python reads a number; what no row can have would break the page that shows it."""
    key = spelled.format(things_of(other)["page"])
    response = posted(webmaster, f"/gestion/pages/{home.pk}/edit/", home_form(key))
    home.refresh_from_db()
    if response.status_code == 302:  # no page at all to Wagtail's chooser: the block is saved empty
        (section,) = json.loads(home.latest_revision.content["sections"])
        assert section["value"]["page"] is None

    address = f"/gestion/pages/add/cms_pages/contentpage/{home.pk}/"
    body = streamfield([("text", linked("LINK", key))])
    data = page_form(introduction="", icon="", body=body) | {"action-publish": "1"}
    assert posted(webmaster, address, data).status_code == 200
    assert not ContentPage.objects.child_of(home).exists()


def test_the_footer_keeps_to_the_town(webmaster: Client, town: Town, other: Town) -> None:
    address = f"/gestion/settings/cms_pages/sitesettings/{town.site_id}/"
    told = {"hours": streamfield([]), "closures": streamfield([]), "publication_director": "", "host": ""}

    def with_pages(pk: int) -> dict[str, str]:
        column = {"heading": "now", "pages": streamfield_list([pk])}
        return nested_form_data(told | {"footer": streamfield([("column", column)])})

    assert posted(webmaster, address, with_pages(things_of(other)["page"])).status_code == 200
    assert not SiteSettings.for_site(town.site).footer
    assert webmaster.post(address, with_pages(things_of(town)["page"])).status_code == 302
    assert SiteSettings.for_site(town.site).footer


def test_a_procedure_keeps_to_the_town(webmaster: Client, other: Town, home: HomePage, add: Any) -> None:
    index = add(ProcedureIndexPage, title="Démarches", slug="demarches")
    data = page_form(intro="", theme="other", duration="", price="", kind="", purpose="", retention="")
    data |= nested_form_data(
        {
            "needs": streamfield([]),
            "steps": streamfield([]),
            "legal_basis": "public_task",
            "more": linked("LINK", things_of(other)["page"]),
        }
    )
    response = posted(webmaster, f"/gestion/pages/add/portal_procedures/procedurepage/{index.pk}/", data)
    assert response.status_code == 200
    assert "more" in response.context["form"].errors
    assert not ProcedurePage.objects.exists()


def test_a_link_to_a_page_that_is_gone_is_no_secret(webmaster: Client, town: Town, home: HomePage) -> None:
    own = things_of(town)
    ContentPage.objects.get(pk=own["page"]).delete()
    data = page_form(introduction="", icon="", body=streamfield([("text", linked("LINK", own["page"]))]))
    saved = webmaster.post(f"/gestion/pages/add/cms_pages/contentpage/{home.pk}/", data)
    assert saved.status_code == 302


def test_a_refused_destination_is_not_named(webmaster: Client, other: Town, home: HomePage, add: Any) -> None:
    page = add(ContentPage, title="Une page", slug="une-page")
    theirs = things_of(other)["page"]
    copy = {"new_title": "x", "new_slug": "x", "new_parent_page": theirs}
    assert posted(webmaster, f"/gestion/pages/{page.pk}/copy/", copy).status_code == 404
    assert posted(webmaster, f"/gestion/pages/{page.pk}/move/", {"new_parent_page": theirs}).status_code == 404
    bulk = f"/gestion/bulk/wagtailcore/page/move/?id={page.pk}"
    assert posted(webmaster, bulk, {"chooser": theirs}).status_code == 404
    assert posted(webmaster, bulk, {"chooser": "9" * 30}).status_code == 404
    page.refresh_from_db()
    assert page.is_child_of(home)


def test_lists_of_pages_name_the_people_and_the_site_of_the_town_alone(
    webmaster: Client, town: Town, other: Town, home: HomePage
) -> None:
    theirs = other.site.root_page
    theirs.owner = user_make(f"{SECRET.lower()}@bravo.example", first_name=SECRET)
    theirs.save()
    theirs.save_revision(user=theirs.owner, log_action=True)
    home.owner = user_make("agathe@alpha.example", first_name="Agathe")
    home.save()
    for address in ("/gestion/pages/", f"/gestion/pages/{home.pk}/"):
        shown = webmaster.get(address).content.decode()
        assert SECRET not in shown
        assert "Bravo" not in shown
        assert "Agathe" in shown
        for asked in ("owner", "edited_by"):
            assert SECRET not in webmaster.get(f"{address}?{asked}={theirs.owner.pk}").content.decode()


def test_a_search_in_the_choosers_finds_the_towns_own(webmaster: Client, town: Town, other: Town) -> None:
    things_of(other)
    things_of(town, "Ploumanach")
    for kind in ("images", "documents"):
        found = webmaster.get(f"/gestion/{kind}/chooser/results/?q=ploum").content.decode()
        assert "Ploumanach" in found
        assert SECRET not in found


def test_a_site_made_by_another_process_is_found_at_once(town: Town, other: Town) -> None:
    home = other.site.root_page
    known = [one for one in Site.get_site_root_paths() if one.site_id != other.site_id]
    cache.set(SITE_ROOT_PATHS_CACHE_KEY, known, version=SITE_ROOT_PATHS_CACHE_VERSION)
    assert home.get_url() is None
    assert town_of_page(home) == other
    home = Page.objects.get(pk=home.pk)

    cache.set(SITE_ROOT_PATHS_CACHE_KEY, known, version=SITE_ROOT_PATHS_CACHE_VERSION)
    generation.advance()
    generation.current()
    assert home.get_url() == "http://bravo.example/"
