"""The public site of the demonstration town: its pages in French and in English, its pictures."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import override
from wagtail.models import Collection, Locale, Page, Site

from cms.editing.review import review_sync
from cms.pages.models import ContentPage, HomePage, NewsCategory, NewsIndexPage, NewsPage, SiteSettings
from cms.pages.services import collection_for
from edm.organisation.api import Town
from portal.demo import site_dated_texts, site_home_texts, site_texts
from portal.demo import site_english as english
from portal.demo.people import DOMAIN
from portal.demo.site_blocks import Block
from portal.demo.site_dated import dated_put
from portal.demo.site_files import document_for, image_for
from portal.demo.site_home import home_english_put, home_put, page_at


def site_load(town: Town) -> None:
    """Fill the town's site. Run again, it puts the demonstration texts back and doubles nothing."""
    with override("fr"):
        home = town.site.root_page.specific
        collection = collection_for(town.site)
        _pages_put(home, collection)
        _news_put(home, collection, town)
        dated_put(home, _put, _stream)
        _proposed_put(home, town)
        _settings_put(town.site, home)
        home_put(home, town)
    with override("en"):
        _english_put(home)


def _pages_put(home: HomePage, collection: Collection) -> None:
    for slug, parent, title, introduction, icon, in_menu, lists, body in site_texts.PAGES:
        above = ContentPage.objects.child_of(home).get(slug=parent) if parent else home
        _put(
            ContentPage,
            above,
            slug,
            title=title,
            introduction=introduction,
            search_description=introduction,
            icon=icon,
            show_in_menus=in_menu,
            lists_children=lists,
            body=_stream(body, collection),
        )


def _news_put(home: HomePage, collection: Collection, town: Town) -> None:
    index = NewsIndexPage.objects.child_of(home).get()
    names = {row[2] for row in site_dated_texts.NEWS}
    topics = {name: NewsCategory.objects.get_or_create(town=town, name=name)[0] for name in sorted(names)}
    for slug, day, category, drawing, title, summary, body in site_dated_texts.NEWS:
        _put(
            NewsPage,
            index,
            slug,
            title=title,
            date=date.fromisoformat(day),
            category=topics[category],
            drawing=drawing,
            summary=summary,
            search_description=summary,
            body=_stream(body, collection),
        )


def _proposed_put(home: HomePage, town: Town) -> None:
    """A news item that the contributor wrote, and that waits for the webmaster."""
    slug, person = "atelier-compost", get_user_model().objects.get(email=f"contributrice@{DOMAIN}")
    index = NewsIndexPage.objects.child_of(home).get()
    if NewsPage.objects.child_of(index).filter(slug=slug).exists():
        return
    workflow = review_sync(town=town)
    news = NewsPage(
        title="Un atelier pour composter chez soi",
        slug=slug,
        date=date(2026, 11, 28),
        summary="Samedi 12 décembre à 10 h, au jardin partagé.",
        search_description="Samedi 12 décembre à 10 h, au jardin partagé.",
        body=_stream([("text", "<p>Venez avec vos épluchures : on repart avec un composteur. Entrée libre.</p>")]),
        locale=index.locale,
        owner=person,
        live=False,
    )
    index.add_child(instance=news)
    news.save_revision(user=person)
    workflow.start(news, person)


def _settings_put(site: Site, home: HomePage) -> None:
    settings = SiteSettings.for_site(site)
    settings.footer = _raw(
        "column",
        [
            {"heading": heading, "pages": [page.pk for slug in slugs if (page := page_at(home, slug))]}
            for heading, slugs in site_home_texts.FOOTER
        ],
    )
    settings.save()


def _english_put(home: HomePage) -> None:
    locale = Locale.objects.get(language_code="en")
    translated = home.get_translation(locale).specific
    for slug, english_slug, title, introduction, body in english.PAGES:
        _translation_put(
            page_at(home, slug),
            locale,
            slug=english_slug,
            title=title,
            introduction=introduction,
            search_description=introduction,
            body=_stream(body),
        )
    for slug, english_slug, _topic, title, summary, body in english.NEWS:
        _translation_put(
            page_at(home, slug),
            locale,
            slug=english_slug,
            title=title,
            summary=summary,
            search_description=summary,
            body=_stream(body),
        )
    translated.search_description = "The site of Saint-Exemple-sur-Vilaine: online procedures and everyday life."
    home_english_put(home, translated, locale)
    translated.save_revision().publish()


def _put(model: type[Page], parent: Page, slug: str, **fields: Any) -> None:
    """The page with this address below its parent, made or brought back to these fields."""
    page = model.objects.child_of(parent).filter(slug=slug).first()
    if page is None:
        page = model(slug=slug, locale=parent.locale, **fields)
        parent.add_child(instance=page)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def _translation_put(source: Page | None, locale: Locale, **fields: Any) -> None:
    if source is None:
        return
    page = source.get_translation_or_none(locale) or source.copy_for_translation(locale, copy_parents=True)
    page = page.specific
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def _raw(kind: str, values: list[Any]) -> str:
    return json.dumps([{"type": kind, "value": value} for value in values])


def _stream(body: list[Block], collection: Collection | None = None) -> str:
    return json.dumps([{"type": kind, "value": _filled(value, collection)} for kind, value in body])


def _filled(value: Any, collection: Collection | None) -> Any:
    """The value of a block, with "@image:…" and "@document:…" made into what they name."""
    if isinstance(value, list):
        return [_filled(item, collection) for item in value]
    if isinstance(value, dict):
        return {name: _filled(item, collection) for name, item in value.items()}
    if isinstance(value, str) and value.startswith("@image:"):
        image = image_for(value.removeprefix("@image:"), collection)
        return {"image": image.pk, "alt_text": image.description, "decorative": False}
    if isinstance(value, str) and value.startswith("@document:"):
        return document_for(value.removeprefix("@document:"), collection).pk
    return _typeset(value) if isinstance(value, str) and collection else value


def _typeset(text: str) -> str:
    """French keeps an hour on one line, and a colon or a euro sign with what it follows."""
    text = re.sub(r"(\d) h (?=\d\d)", "\\1\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}", text)
    return re.sub(r"(?<=\S) (?=[:;?!»€]|h\b)", "\N{NO-BREAK SPACE}", text)
