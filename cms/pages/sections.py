"""What a home page is composed of, below its threshold: sections in the order its webmaster gives them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.pages.blocks import TEXT_FEATURES, CalloutBlock, CardBlock, EventBlock, PracticalBlock

SIDE_BY_SIDE = {"diary", "council", "hours", "practical", "newsletter"}  # two of them share the width


class ProceduresSection(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=60, help_text=_("Empty: “Your procedures”."))
    tiles = blocks.ListBlock(CardBlock(), label=_("Tiles"), max_num=12, default=[])
    page = blocks.PageChooserBlock(label=_("Page of all procedures"), required=False)

    class Meta:
        icon = "form"
        label = _("Most used procedures")


class NewsSection(blocks.StructBlock):
    notice = blocks.ListBlock(CalloutBlock(), label=_("Notice beside the news"), max_num=1, default=[])

    class Meta:
        icon = "doc-full-inverse"
        label = _("News")


class DiarySection(blocks.StructBlock):
    events = blocks.ListBlock(
        EventBlock(),
        label=_("Dates noted by hand"),
        default=[],
        help_text=_("Besides the pages of the diary. Past dates leave the page by themselves."),
    )

    class Meta:
        icon = "date"
        label = _("Diary")


class PracticalSection(blocks.StructBlock):
    items = blocks.ListBlock(PracticalBlock(), label=_("Information"), max_num=6, default=[])

    class Meta:
        icon = "info-circle"
        label = _("Practical information")


class TextSection(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)

    class Meta:
        icon = "pilcrow"
        label = _("Text")


class SectionsBlock(blocks.StreamBlock):
    """Each at most once, but texts; one with nothing to show is left out of the page."""

    procedures = ProceduresSection()
    news = NewsSection()
    diary = DiarySection()
    council = blocks.StaticBlock(
        label=_("Town council"), icon="group", admin_text=_("The next meeting and the latest deliberations.")
    )
    services = blocks.StaticBlock(
        label=_("Services of the town hall"),
        icon="user",
        admin_text=_("The units of the directory, with their phone and whether they are open."),
    )
    hours = blocks.StaticBlock(
        label=_("Opening hours"), icon="time", admin_text=_("Those of the town hall's entry in the directory.")
    )
    practical = PracticalSection()
    newsletter = blocks.StaticBlock(
        label=_("Newsletter"), icon="mail", admin_text=_("An invitation to subscribe, once the letter has a theme.")
    )
    text = TextSection()

    class Meta:
        block_counts = {
            name: {"max_num": 1}
            for name in ("procedures", "news", "diary", "council", "services", "hours", "practical", "newsletter")
        }


def first_sections() -> list[tuple[str, Any]]:
    """Those of a new site, in the usual order."""
    return [
        ("procedures", {"title": "", "tiles": [], "page": None}),
        ("news", {"notice": []}),
        ("diary", {"events": []}),
        ("council", None),
        ("services", None),
        ("hours", None),
        ("practical", {"items": []}),
        ("newsletter", None),
    ]
