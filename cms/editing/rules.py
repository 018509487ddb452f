"""What is looked at before a page is published: one small function a rule, in one registry.

An ERROR stops publication: what the law of accessibility forbids, or what leads a reader nowhere. A WARNING is told
(decision 140). A rule yields (content path, message); the message says what is wrong, then what to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

from django.db.models import TextChoices
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.editing.content import Attachment, Heading, Link, Picture, Table, Text
from cms.editing.subject import Subject

Found = Iterator[tuple[str, str]]

HEAVY_PICTURE = 2_000_000  # bytes of the original
HEAVY_PAGE = 1_000_000  # bytes on a phone: five seconds on a slow network
STALE_AFTER = timedelta(days=365)
FILE_NAME = re.compile(
    r"\.(jpe?g|png|gif|webp|avif|heic|tiff?|bmp|svg)$|^(img|dsc|dscn|dscf|pxl|p|image|photo|capture|screenshot)[\s_-]*\d+",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"^(https?://|www\.)\S+$", re.IGNORECASE)
VAGUE = frozenset(
    {
        *(
            "cliquez ici",
            "cliquer ici",
            "cliquez-ici",
            "clic ici",
            "ici",
            "c'est ici",
            "par ici",
            "là",
            "lien",
            "ce lien",
        ),
        *("en savoir plus", "savoir plus", "plus d'infos", "plus d'informations", "plus", "lire la suite", "la suite"),
        *(
            "suite",
            "voir",
            "voir plus",
            "voir la page",
            "lire plus",
            "télécharger",
            "détails",
            "cette page",
            "consulter",
        ),
        *("click here", "here", "read more", "more", "learn more", "link", "this link", "details", "download"),
    }
)


class Level(TextChoices):
    ERROR = "error", gettext_lazy("To correct before publishing")
    WARNING = "warning", gettext_lazy("To improve")


@dataclass(frozen=True)
class Rule:
    code: str
    level: Level
    title: str | Promise
    check: Callable[[Subject], Found]


@dataclass(frozen=True)
class Finding:
    code: str
    level: Level
    title: str
    path: str  # "" for the page as a whole
    message: str


RULES: dict[str, Rule] = {}


def rule(code: str, level: Level, title: str | Promise) -> Callable[[Callable[[Subject], Found]], Any]:
    def register(check: Callable[[Subject], Found]) -> Callable[[Subject], Found]:
        RULES[code] = Rule(code, level, title, check)
        return check

    return register


def findings_of(subject: Subject, *levels: Level) -> list[Finding]:
    """What is wrong with a page, what stops it first; of these levels alone, or all. No error opens a file."""
    found = [
        Finding(one.code, one.level, str(one.title), path, message)
        for one in RULES.values()
        if not levels or one.level in levels
        for path, message in one.check(subject)
    ]
    return sorted(found, key=lambda finding: finding.level != Level.ERROR)


# -- Pictures --------------------------------------------------------------------------------------------------
def is_file_name(alt: str, file: str = "") -> bool:
    words = alt.strip()
    return bool(FILE_NAME.search(words)) or words.lower() == PurePosixPath(file).stem.lower()


@rule("alt", Level.ERROR, gettext_lazy("Picture without a text"))
def picture_without_text(subject: Subject) -> Found:
    """RGAA 1.1: a picture that tells something says it in words; one that is mere decoration says so."""
    for piece in subject.of(Picture):
        if not piece.described or piece.decorative:
            continue
        if not piece.alt.strip():
            yield piece.path, _("This picture has no text. Write what it shows, or tick “decorative”.")
        elif is_file_name(piece.alt, piece.image.file.name):
            message = _("The text of this picture, “%(alt)s”, is the name of a file. Write what the picture shows.")
            yield piece.path, message % {"alt": piece.alt}


@rule("heavy", Level.WARNING, gettext_lazy("Heavy picture"))
def picture_heavy(subject: Subject) -> Found:
    for piece in subject.of(Picture):
        if (weight := piece.image.file_size or 0) > HEAVY_PICTURE:
            message = _("The file of this picture weighs %(weight)s. Send it again: it will be made small.")
            yield piece.path, message % {"weight": filesizeformat(weight)}


@rule("weight", Level.WARNING, gettext_lazy("Heavy page"))
def page_heavy(subject: Subject) -> Found:
    if subject.phone_bytes > HEAVY_PAGE:
        message = _("On a phone, this page weighs %(weight)s. Remove pictures, or spread them over several pages.")
        yield "", message % {"weight": filesizeformat(subject.phone_bytes)}


# -- Headings --------------------------------------------------------------------------------------------------
@rule("headings", Level.WARNING, gettext_lazy("Order of headings"))
def headings_skip(subject: Subject) -> Found:
    """RGAA 9.1: a heading is one level below what it belongs to, at most. The page's title is the first level."""
    before = 1
    for path, level, words in headings_of(subject):
        if level > before + 1:
            message = _("The heading “%(words)s” skips a level. Put a heading of the level above before it.")
            yield path, message % {"words": words}
        before = level


def headings_of(subject: Subject) -> Iterator[tuple[str, int, str]]:
    """(path, level from 2 to 6, words), as they follow one another on the page."""
    for piece in subject.pieces:
        if isinstance(piece, Heading):
            yield piece.path, piece.level, piece.words
        elif isinstance(piece, Text):
            for tag in piece.soup.find_all(["h2", "h3", "h4", "h5", "h6"]):
                yield piece.path, int(tag.name[1]), tag.get_text(strip=True)


# -- Links -----------------------------------------------------------------------------------------------------
@rule("empty-link", Level.ERROR, gettext_lazy("Link without words"))
def link_empty(subject: Subject) -> Found:
    """RGAA 6.2: a link has words. One that leads nowhere is no link."""
    for path, words, tag in subject.links_in_text():
        if not words.strip():
            yield path, _("A link has no words. Select the words that lead there, or remove the link.")
        elif not tag.get("linktype") and str(tag.get("href") or "").strip() in ("", "#"):
            yield path, _("The link “%(words)s” leads nowhere. Choose its page, or remove it.") % {"words": words}
    for piece in subject.of(Link):
        if piece.page is None and not piece.address.strip() and piece.wanted:
            yield (
                piece.path,
                _("This link leads nowhere: its page may have been deleted. Choose another, or remove it."),
            )


@rule("broken-link", Level.ERROR, gettext_lazy("Broken link"))
def link_broken(subject: Subject) -> Found:
    """A page or document that is gone or that was taken down, or of another town."""
    for path, words, tag in subject.links_in_text():
        kind = tag.get("linktype")
        if kind == "page" and subject.page_state(tag.get("id")) == "gone":
            yield (
                path,
                _("The link “%(words)s” leads to a page that is no longer online. Change it.") % {"words": words},
            )
        elif kind == "document" and subject.document(tag.get("id")) is None:
            yield path, _("The document of the link “%(words)s” no longer exists. Change it.") % {"words": words}
    for piece in subject.of(Link):
        if piece.page is not None and subject.page_state(piece.page.pk) == "gone":
            # Not by its title: the page may be another town's.
            yield piece.path, _("The page chosen here is no longer online. Choose another.")
    for attachment in subject.of(Attachment):
        if attachment.document is None or subject.document(attachment.document.pk) is None:
            yield attachment.path, _("This document no longer exists. Choose another, or remove the line.")


@rule("draft-link", Level.WARNING, gettext_lazy("Link to a draft"))
def link_to_draft(subject: Subject) -> Found:
    """No error: two new pages that name each other could never be published."""
    linked = [
        (path, tag.get("id"), words) for path, words, tag in subject.links_in_text() if tag.get("linktype") == "page"
    ]
    linked += [(piece.path, piece.page.pk, piece.words) for piece in subject.of(Link) if piece.page is not None]
    for path, pk, words in linked:
        if subject.page_state(pk) == "draft":
            yield (
                path,
                _("“%(words)s” leads to a page that is not published yet. Publish that page too.") % {"words": words},
            )


@rule("link-words", Level.WARNING, gettext_lazy("Words of a link"))
def link_vague(subject: Subject) -> Found:
    """RGAA 6.1: out of its sentence, a link still says where it leads."""
    told = [(path, words) for path, words, _tag in subject.links_in_text()]
    told += [(piece.path, piece.words) for piece in subject.of(Link)]
    for path, words in told:
        if is_vague(words):
            message = _("The link “%(words)s” does not say where it leads. Write it: “Read the agenda”, say.")
            yield path, message % {"words": words}
        elif ADDRESS.match(words.strip()):
            message = _("The link “%(words)s” is an address. Write in words what it leads to.")
            yield path, message % {"words": words}


def is_vague(words: str) -> bool:
    plain = " ".join(words.replace("’", "'").lower().split()).strip(" .…:!>»«→")
    return plain in VAGUE


# -- Documents and tables --------------------------------------------------------------------------------------
@rule("pdf-title", Level.WARNING, gettext_lazy("PDF without a title"))
def pdf_untitled(subject: Subject) -> Found:
    """RGAA 13.3: readers' software announces a PDF by its title, not by its file's name."""
    for path, document in subject.documents():
        if subject.pdf_title(document) == "":
            message = _(
                "The PDF “%(title)s” has no title in its properties. Add one in your word processor, export again."
            )
            yield path, message % {"title": document.title}


@rule("table", Level.WARNING, gettext_lazy("Table without caption or headings"))
def table_bare(subject: Subject) -> Found:
    """RGAA 5.4 and 5.6."""
    for piece in subject.of(Table):
        if not piece.caption.strip():
            yield piece.path, _("This table has no caption. Write in one line what it shows.")
        if not all(heading.strip() for heading in piece.headings):
            yield piece.path, _("A column of this table has no heading. Write what it holds.")


# -- Age -------------------------------------------------------------------------------------------------------
@rule("stale", Level.WARNING, gettext_lazy("Page not read again for a year"))
def page_stale(subject: Subject) -> Found:
    if subject.fresh_on and subject.fresh_on < timezone.localdate() - STALE_AFTER:
        yield "", _("Nobody has read this page again for a year. Read it, then choose “I have read it again”.")
