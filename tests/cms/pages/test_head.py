"""What search engines read: head, schema.org, site map."""

import json
import re
from datetime import date
from html.parser import HTMLParser
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale

from cms.directory.models import Entry
from cms.pages.models import ContentPage, NewsIndexPage, NewsPage
from edm.organisation.services import body_create
from tests.cms.council.conftest import council_make

HOST = "http://alpha.example"
NAMESPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


class Head(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.metas: dict[str, str] = {}
        self.links: list[dict[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = {name: value or "" for name, value in attrs}
        if tag == "meta" and (name := found.get("property") or found.get("name")):
            self.metas[name] = found.get("content", "")
        elif tag == "link":
            self.links.append(found)

    def rel(self, rel: str) -> dict[str, str]:
        """Of the links of this kind, language to address."""
        return {one.get("hreflang", ""): one["href"] for one in self.links if one["rel"] == rel and "type" not in one}


@pytest.fixture
def head(reader: Client):
    return lambda path: Head(reader.get(path).content.decode())


@pytest.fixture
def council(town):
    body = town.bodies.first() or body_create(town=town, name="Commune", kind="commune", siren="213502388")
    return council_make(SimpleNamespace(town=town, body=body))


@pytest.fixture
def news(add, town):
    image = get_image_model().objects.create(
        title="Bridge", file=get_test_image_file(size=(1600, 900)), collection=town.collection
    )
    index = NewsIndexPage.objects.get(locale__language_code="fr")
    return add(
        NewsPage, index, title="The bridge", slug="bridge", date=date(2026, 11, 3), summary="It opens.", image=image
    )


def translated(page, title: str):
    copy = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    copy.title = title
    copy.save_revision().publish()
    return copy


def test_an_address_has_one_canonical_form(head):
    assert head("/").rel("canonical") == {"": f"{HOST}/"}
    assert head("/?utm_source=x&q=1").rel("canonical") == {"": f"{HOST}/"}
    assert head("/actualites/?page=1").rel("canonical") == {"": f"{HOST}/actualites/?page=1"}


def test_a_page_names_its_translations_and_itself(head, add):
    page = add(ContentPage, title="Eau", slug="eau")
    assert head("/eau/").rel("alternate") == {}, "a page without a translation leads to no home page in its stead"
    translated(page, "Water")
    both = {"fr": f"{HOST}/eau/", "en": f"{HOST}/en/eau/", "x-default": f"{HOST}/eau/"}
    assert head("/eau/").rel("alternate") == both
    assert head("/en/eau/").rel("alternate") == both
    homes = {"fr": f"{HOST}/", "en": f"{HOST}/en/", "x-default": f"{HOST}/"}
    assert head("/").rel("alternate") == homes


def test_the_screens_of_the_council_exist_in_each_language(head, council):
    path = council.online.get_absolute_url()
    shown = head(path)
    assert shown.rel("canonical") == {"": f"{HOST}{path}"}
    assert shown.rel("alternate") == {"fr": f"{HOST}{path}", "en": f"{HOST}/en{path}", "x-default": f"{HOST}{path}"}
    assert "Tarifs de la cantine" in shown.metas["description"]
    assert "Tarifs de la cantine" in head(council.meeting.get_absolute_url()).metas["description"]


def test_what_is_shared_has_a_title_words_and_a_picture(head, news):
    metas = head(news.url).metas
    assert metas["og:type"] == "article"
    assert metas["og:title"] == "The bridge"
    assert metas["og:description"] == metas["description"] == "It opens."
    assert metas["og:url"] == f"{HOST}{news.url}"
    assert re.fullmatch(rf"{HOST}/media/images/.+1200x630.*\.webp", metas["og:image"])
    assert metas["article:published_time"] == "2026-11-03"


def test_the_picture_that_is_shared_is_served(reader, news, head):
    address = head(news.url).metas["og:image"].removeprefix(HOST)
    response = reader.get(address)
    response.close()
    assert response.headers["Content-Type"] == "image/webp"


def test_a_news_item_is_known_to_search_engines(reader, news):
    html = reader.get(news.url).content.decode()
    (text,) = re.findall(r'<script type="application/ld\+json">(.+?)</script>', html)
    data = json.loads(text)
    assert data["@type"] == "NewsArticle"
    assert (data["headline"], data["datePublished"]) == ("The bridge", "2026-11-03")
    assert data["publisher"]["url"] == f"{HOST}/"


def test_long_words_are_cut_and_signs_escaped(head, add):
    add(ContentPage, title='A "quote" & <b>', slug="quote", introduction="Word " * 80)
    metas = head("/quote/").metas
    assert metas["og:title"] == 'A "quote" & <b>'
    assert len(metas["description"]) <= 160


def sitemap(reader: Client) -> dict[str, dict[str, str]]:
    """Each address with its alternates, language to address."""
    root = ET.fromstring(reader.get("/sitemap.xml").content)
    return {
        url.findtext("s:loc", namespaces=NAMESPACES) or "": {
            link.attrib["hreflang"]: link.attrib["href"] for link in url.findall("x:link", NAMESPACES)
        }
        for url in root.findall("s:url", NAMESPACES)
    }


def test_the_site_map_has_each_language_and_what_is_no_page(reader, council, town, add):
    entry = Entry.objects.create(town=town, kind=Entry.Kind.PLACE, name="Halle", published=True)
    hidden = Entry.objects.create(town=town, kind=Entry.Kind.PLACE, name="Grange", published=False)
    alone = add(ContentPage, title="Eau", slug="eau")
    found = sitemap(reader)
    assert found[f"{HOST}/en/"] == {"fr": f"{HOST}/", "en": f"{HOST}/en/", "x-default": f"{HOST}/"}
    assert found[f"{HOST}{alone.url}"] == {}
    assert f"{HOST}{council.online.get_absolute_url()}" in found
    assert f"{HOST}{council.meeting.get_absolute_url()}" in found
    assert f"{HOST}{council.waiting.get_absolute_url()}" not in found
    assert f"{HOST}{entry.get_absolute_url()}" in found
    assert f"{HOST}{hidden.get_absolute_url()}" not in found
    for address in found:
        assert reader.get(address.removeprefix(HOST)).status_code == 200, address


def test_the_site_map_asks_as_much_for_many_pages(reader, add, django_assert_max_num_queries):
    for number in range(12):
        add(ContentPage, title=f"P{number}", slug=f"p{number}")
    reader.get("/sitemap.xml?x=0")
    with django_assert_max_num_queries(11):
        reader.get("/sitemap.xml?x=1")
