"""What search engines and social networks read in the head of a public page."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from wagtail.models import Page

from cms.pages.cache import KNOWN_QUERY
from cms.pages.chrome import SHARED_SIZE
from cms.pages.models import NewsPage
from cms.theme.structured import linked_data
from cms.theme.templatetags.theme import translated

register = template.Library()
DESCRIPTION_LENGTH = 160  # characters: what result pages show


@register.simple_tag(takes_context=True)
def meta(context: Context, title: str = "", description: str = "") -> SafeString:
    """Description, canonical address, the page in other languages, Open Graph.

    Without words of its own, of the page of Wagtail that is shown. An address has one canonical form: without what
    only narrows or orders it.
    """
    request: HttpRequest | None = context.get("request")
    if request is None:
        return SafeString("")
    page, chrome = context.get("page"), context.get("chrome")
    page = page if isinstance(page, Page) else None
    title = title or (page and (page.seo_title or page.title)) or ""
    words = Truncator(description or _about(page)).chars(DESCRIPTION_LENGTH, truncate="…")
    canonical = _address(request)
    shown = {
        "title": title,
        "words": " ".join(words.split()),
        "canonical": canonical,
        "alternates": _alternates(context, request, canonical),
        "site_name": chrome.name if chrome else "",
        "locale": translation.to_locale(translation.get_language() or ""),
        "news": page if isinstance(page, NewsPage) else None,
        "picture": _picture(page, request) or (chrome.picture_url if chrome else ""),
    }
    return SafeString(render_to_string("pages/parts/meta.html", shown))


@register.simple_tag(takes_context=True)
def news_data(context: Context, news: NewsPage) -> SafeString:
    """A news item for search engines (schema.org, NewsArticle)."""
    request, chrome = context["request"], context.get("chrome")
    town = {"@type": "GovernmentOrganization", "name": chrome.name if chrome else ""}
    if chrome:
        town["url"] = request.build_absolute_uri(chrome.home_url)
    data: dict[str, Any] = {
        "@type": "NewsArticle",
        "headline": news.title,
        "datePublished": news.date.isoformat(),
        "dateModified": (news.last_published_at or datetime.combine(news.date, time(), UTC)).isoformat(),
        "mainEntityOfPage": _address(request),
        "inLanguage": translation.get_language(),
        "author": town,
        "publisher": town,
    }
    if news.summary:
        data["description"] = news.summary
    if picture := _picture(news, request):
        data["image"] = picture
    return linked_data(data)


def _about(page: Page | None) -> str:
    """What a page says of itself: written for search engines, else its summary or its first words."""
    names = ("search_description", "summary", "introduction", "intro")
    return next((text for name in names if (text := getattr(page, name, ""))), "")


def _address(request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    kept = f"?{query}" if query and KNOWN_QUERY.fullmatch(query) else ""
    return request.build_absolute_uri(request.path) + kept


def _alternates(context: Context, request: HttpRequest, canonical: str) -> list[tuple[str, str]]:
    """(language, address), this page among them and the site's first language as "x-default"; empty if it has one."""
    others = [(entry.code, request.build_absolute_uri(entry.url)) for entry in translated(context)]
    if not others:
        return []
    found = sorted([(translation.get_language() or "", canonical), *others])
    first = next((url for code, url in found if code == settings.LANGUAGE_CODE), canonical)
    return [*found, ("x-default", first)]


def _picture(page: Page | None, request: HttpRequest) -> str:
    image = getattr(page, "image", None)
    return request.build_absolute_uri(image.get_rendition(SHARED_SIZE).url) if image else ""
