"""Each rule, with what it finds and what it leaves alone."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.documents import get_document_model

from cms.editing.content import Heading, Link, Picture, Piece, Table, Text
from cms.editing.rules import RULES, findings_of, headings_of, is_file_name, is_vague
from cms.editing.subject import Subject
from cms.pages.models import ContentPage, HomePage
from edm.organisation.api import Town

pytestmark = pytest.mark.django_db


def subject(*pieces: Piece, **more: Any) -> Subject:
    made = Subject(ContentPage(title="Une page"), **more)
    made.__dict__.update(pieces=list(pieces), _pages={1: "live", 2: "draft", 3: "gone"}, _documents={})
    return made


def codes(*pieces: Piece, **more: Any) -> list[str]:
    return [finding.code for finding in findings_of(subject(*pieces, **more))]


def picture(alt: str = "Le pont", *, size: int = 1000, decorative: bool = False, described: bool = True) -> Picture:
    file = SimpleNamespace(name="original_images/pont-neuf.jpg")
    return Picture("body.1", SimpleNamespace(file=file, file_size=size), alt, decorative, described)


def text(html: str) -> Text:
    return Text("body.1", html)


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        (picture(""), ["alt"]),
        (picture("   "), ["alt"]),
        (picture("IMG_2043.JPG"), ["alt"]),
        (picture("DSC 0042"), ["alt"]),
        (picture("pont-neuf"), ["alt"]),
        (picture("Le pont neuf"), []),
        (picture("", decorative=True), []),
        (picture("", described=False), []),
        (picture(size=5_000_000), ["heavy"]),
        (text("<h3>Horaires</h3>"), ["headings"]),
        (text("<p>Sans titre</p>"), []),
        (text('<p><a href="https://a.example/"></a></p>'), ["empty-link"]),
        (text('<p><a href="#">ordre du jour</a></p>'), ["empty-link"]),
        (text('<p><a href="https://a.example/">Lire l’ordre du jour</a></p>'), []),
        (text('<p><a linktype="page" id="1">Les horaires</a></p>'), []),
        (text('<p><a linktype="page" id="2">Les horaires</a></p>'), ["draft-link"]),
        (text('<p><a linktype="page" id="3">Les horaires</a></p>'), ["broken-link"]),
        (text('<p><a linktype="page" id="99">Les horaires</a></p>'), ["broken-link"]),
        (text('<p><a linktype="document" id="99">Le plan</a></p>'), ["broken-link"]),
        (text('<p><a href="https://a.example/">Cliquez ici !</a></p>'), ["link-words"]),
        (text('<p><a href="https://a.example/">https://a.example/</a></p>'), ["link-words"]),
        (text('<p><a href="mailto:a@a.example">a@a.example</a></p>'), []),
        (Link("body.1", "", None, "", wanted=True), ["empty-link"]),
        (Link("body.1", "Ici", None, "/conseil/", wanted=True), ["link-words"]),
        (Link("body.1", "Le conseil", None, "/conseil/", wanted=True), []),
        (Link("body.1", "Horaires", SimpleNamespace(pk=3), "", wanted=True), ["broken-link"]),
        (Table("body.1", "", ["Jour"]), ["table"]),
        (Table("body.1", "Horaires", ["Jour", ""]), ["table"]),
        (Table("body.1", "Horaires", ["Jour", "Heure"]), []),
    ],
)
def test_what_each_rule_finds(piece: Piece, expected: list[str]) -> None:
    assert codes(piece) == expected


def test_headings_of_blocks_and_of_text_follow_one_another() -> None:
    right = [Heading("a", 2, "Un"), text("<h3>Deux</h3><h4>Trois</h4>"), Heading("b", 2, "Quatre")]
    assert codes(*right) == []
    assert codes(Heading("a", 2, "Un"), text("<h4>Trois</h4>")) == ["headings"]


def test_a_heavy_page_and_an_old_one_are_told() -> None:
    assert codes(phone_bytes=2_000_000) == ["weight"]
    assert codes(phone_bytes=900_000) == []
    today = timezone.localdate()
    assert codes(fresh_on=today - timedelta(days=366)) == ["stale"]
    assert codes(fresh_on=today - timedelta(days=365)) == []
    assert codes(fresh_on=None) == []


@given(st.lists(st.integers(2, 6), max_size=12))
def test_headings_are_right_exactly_when_none_goes_down_two_steps(levels: list[int]) -> None:
    pieces = [Heading(str(n), level, "x") for n, level in enumerate(levels)]
    skips = sum(level > before + 1 for before, level in zip([1, *levels], levels, strict=False))
    assert codes(*pieces).count("headings") == skips
    assert [level for _path, level, _words in headings_of(subject(*pieces))] == levels


@given(st.text())
def test_no_words_break_a_rule(words: str) -> None:
    is_file_name(words)
    is_vague(words)
    findings_of(subject(text(words), Link("a", words, None, words, wanted=True)))


def test_errors_come_first_and_each_finding_knows_its_place() -> None:
    found = findings_of(subject(picture(size=5_000_000), picture("")))
    assert [finding.code for finding in found] == ["alt", "heavy"]
    assert all(finding.path == "body.1" for finding in found)
    assert len(RULES) == len({rule.title for rule in RULES.values()})


# -- On the real database --------------------------------------------------------------------------------------
def pdf(title: str) -> bytes:
    import pypdfium2
    from weasyprint import HTML

    made: bytes = HTML(string=f"<html lang=fr><title>{title}</title><p>Plan").write_pdf()
    assert pypdfium2.PdfDocument(made).get_metadata_value("Title") == title
    return made


@pytest.mark.django_db
def test_a_document_is_the_towns_and_a_pdf_has_a_title(town: Town, other: Town, home: HomePage, add: Any) -> None:
    def document(content: bytes, of: Town) -> Any:
        return get_document_model().objects.create(
            title="Plan", file=ContentFile(content, "plan.pdf"), collection=of.collection
        )

    def found(*documents: Any) -> list[str]:
        links = "".join(f'<p><a linktype="document" id="{one.pk}">Le plan</a></p>' for one in documents)
        page = add(ContentPage, title="Plans", slug=f"plans-{documents[0].pk}", body=[("text", links)])
        return [finding.code for finding in findings_of(Subject(page))]

    assert found(document(pdf("Plan du bourg"), town)) == []
    assert found(document(pdf(""), town)) == ["pdf-title"]
    assert found(document(b"not a PDF at all", town)) == []
    assert found(document(pdf("Plan du bourg"), other)) == ["broken-link"]


@pytest.mark.django_db
def test_a_page_of_another_town_a_draft_and_one_taken_down(
    town: Town, other: Town, home: HomePage, add: Any, django_assert_num_queries: Any
) -> None:
    live, down = add(ContentPage, title="A", slug="a"), add(ContentPage, title="B", slug="b")
    down.refresh_from_db()
    down.unpublish()
    draft = home.add_child(instance=ContentPage(title="C", slug="c", locale=home.locale, live=False))
    links = [live, down, draft, other.site.root_page]
    html = "".join(f'<p><a linktype="page" id="{page.pk}">Une page</a></p>' for page in links)
    cards = [{"title": "Carte", "page": page, "address": "", "note": "", "icon": ""} for page in links]
    page = add(ContentPage, title="D", slug="d", body=[("text", html), ("cards", cards)])
    page = ContentPage.objects.get(pk=page.pk)
    subject = Subject(page)
    assert subject.town is not None
    with django_assert_num_queries(4):  # the pages of the cards, two; the roots of the town; the pages linked
        found = [finding.code for finding in findings_of(subject)]
    assert sorted(found) == ["broken-link"] * 4 + ["draft-link"] * 2


def test_the_day_a_page_is_fresh() -> None:
    from cms.editing.subject import fresh_day

    page = ContentPage()
    assert fresh_day(page, None) is None
    assert fresh_day(page, date(2026, 1, 2)) == date(2026, 1, 2)
    page.last_published_at = timezone.now()
    assert fresh_day(page, date(2020, 1, 2)) == timezone.localdate()
