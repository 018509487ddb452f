"""A letter: begun with what is new on the site, rendered once, sent at its hour."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from wagtail.rich_text import expand_db_html

from cms.newsletter.models import Letter, Theme
from cms.pages.models import EventPage, NewsPage

if TYPE_CHECKING:
    from edm.organisation.api import Town

MOST = 8  # news in a letter that is begun: more is cut by hand
EVENTS = 5
APART = ("p", "li", "h1", "h2", "h3", "h4", "h5", "br", "div", "tr")


def pages_new(town: Town, themes: list[Theme]) -> list[NewsPage | EventPage]:
    """The news of these themes since the last letter, then the events to come: what a new letter begins with."""
    last = Letter.objects.filter(town=town.pk).exclude(sent_at=None).order_by("-sent_at").first()
    home = town.site.root_page
    news = NewsPage.objects.descendant_of(home).live().public()
    if last and last.sent_at:
        news = news.filter(first_published_at__gt=last.sent_at)
    topics = {topic.pk for theme in themes for topic in theme.topics.all()}
    if topics and all(theme.topics.all() for theme in themes):  # a theme without topics wants all the news
        news = news.filter(category__in=topics)
    today = timezone.localdate()
    events = EventPage.objects.descendant_of(home).live().public().filter(starts_on__gte=today)
    return [*news.order_by("-date", "-pk")[:MOST], *events.order_by("starts_on", "pk")[:EVENTS]]


def letter_render(letter: Letter) -> str:
    """The HTML of every copy; "%%leave%%" and "%%preferences%%" stand for each subscriber's own links."""
    base = letter.town.site.root_url
    parts = [shown for block in letter.content if (shown := _part(block, base))]
    return render_to_string("newsletter/mail/letter.html", {"letter": letter, "town": letter.town, "parts": parts})


def _part(block: Any, base: str) -> dict[str, Any] | None:
    if block.block_type == "page":
        page = block.value.specific if block.value else None
        if page is None or not page.live:
            return None
        about = getattr(page, "summary", "") or getattr(page, "introduction", "") or page.search_description
        day = getattr(page, "starts_on", None)
        return {"kind": "page", "title": page.title, "about": about, "day": day, "url": urljoin(base, page.get_url())}
    if block.block_type == "text":
        return {"kind": "text", "html": _absolute(expand_db_html(block.value.source), base)}
    return {"kind": "heading", "title": block.value}


def _absolute(html: str, base: str) -> SafeString:
    """A mail has no address of its own: its links are whole."""
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.find_all("a", href=True):
        link["href"] = urljoin(base, str(link["href"]))
    return SafeString(str(soup))


def letter_plain(html: str) -> str:
    """The same for who reads plain text: a link's address after its words."""
    soup = BeautifulSoup(html, "html.parser")
    for gone in soup.find_all(["style", "head"]):
        gone.decompose()
    for link in soup.find_all("a", href=True):
        words, url = link.get_text().strip(), str(link["href"])
        link.replace_with(url if words == url else f"{words} : {url}")
    for element in soup.find_all(APART):
        element.append("\n")
    lines = [" ".join(line.split()) for line in soup.get_text().splitlines()]
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip() + "\n"


@transaction.atomic
def letter_schedule(*, letter: Letter, at: datetime | None = None) -> bool:
    """Let it leave at this moment, or now; False when it left already, or holds nothing."""
    locked = Letter.objects.select_for_update().get(pk=letter.pk)
    if locked.state != Letter.State.DRAFT or not locked.content:
        return False
    locked.state, locked.send_at = Letter.State.SCHEDULED, at or timezone.now()
    locked.save(update_fields=["state", "send_at"])
    return True


@transaction.atomic
def letter_take_back(*, letter: Letter) -> bool:
    """A draft again, as long as no copy has left."""
    locked = Letter.objects.select_for_update().get(pk=letter.pk)
    if locked.state != Letter.State.SCHEDULED:
        return False
    locked.state, locked.send_at = Letter.State.DRAFT, None
    locked.save(update_fields=["state", "send_at"])
    return True
