"""What templates ask of the theme: icons, the stylesheet, states and sizes in words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, NamedTuple

from django import forms, template
from django.core.paginator import Paginator
from django.forms import BoundField
from django.template import Context
from django.template.defaultfilters import stringfilter
from django.template.loader import render_to_string
from django.urls import translate_url
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.theme import icons
from cms.theme.stylesheet import stylesheet_url as url_of_stylesheet
from edm.files.api import weight

register = template.Library()
# The spaces before a sign or a unit, after an opening quotation mark, within a number.
APART = re.compile(r" (?=[:;!?»€%])|(?<=«) |(?<=\d) (?=(?:h|min|km|m|Ko|Mo|ans?)\b|\d{3}\b)")
register.filter("weight", weight)

register.simple_tag(icons.icon, name="icon")


@register.simple_tag
def stylesheet_url(town: Any = None) -> str:
    """The address of a town's stylesheet; of the theme's own where there is no town."""
    return url_of_stylesheet(town.colour_town, town.colour_accent) if town else url_of_stylesheet()


@register.simple_tag(takes_context=True)
def other_languages(context: Context) -> list[Any]:
    """The same page in each other language, as `chrome.languages`; where there is none, the home page, so named."""
    found = {entry.code: entry for entry in translated(context)}
    homes = chrome.languages if (chrome := context.get("chrome")) else []
    return [found.get(entry.code) or _as_home(entry) for entry in homes]


def translated(context: Context) -> list[Any]:
    """The same page in other languages, where it has one: never their home pages in its stead.

    A page of Wagtail knows its translations; the address of a screen says it by its prefix alone.
    """
    if (pages := context.get("translations")) is not None:
        return list(pages)
    request, chrome = context.get("request"), context.get("chrome")
    match = getattr(request, "resolver_match", None)
    if request is None or not chrome or match is None or match.view_name == "wagtail_serve":
        return []
    if request.method not in ("GET", "HEAD"):
        return []
    here = request.get_full_path()
    there = [(entry, translate_url(here, entry.code)) for entry in chrome.languages]
    return [replace(entry, url=url) for entry, url in there if url != here]


def _as_home(entry: Any) -> Any:
    """Said in the language it leads to."""
    with override(entry.code):
        return replace(entry, title=_("%(language)s (home page)") % {"language": entry.title})


@register.simple_tag(takes_context=True)
def site_top(context: Context) -> SafeString:
    """The town, the menu and the search; the name alone where no site answers."""
    request, chrome = context.get("request"), context.get("chrome")
    if request is None or not chrome:
        return SafeString(render_to_string("theme/parts/top.html", {}))
    return SafeString(chrome.top_html(request.path))


@register.simple_tag(takes_context=True)
def site_menu(context: Context) -> SafeString:
    """The menu where it stands apart, below the rest of the band."""
    return SafeString(context["chrome"].menu_html(context["request"].path))


@register.simple_tag(takes_context=True)
def alerts(context: Context) -> SafeString:
    """The alerts for the address that is shown."""
    request, chrome = context.get("request"), context.get("chrome")
    return SafeString(chrome.alerts_html(request.path) if request is not None and chrome else "")


@register.simple_tag
def icon_or(name: str, other: str) -> SafeString:
    """The icon an editor chose, or another where none was."""
    return icons.icon(name or other)


@register.filter
def breakable(name: str) -> SafeString:
    """A town's name that breaks after its hyphens two by two: "Saint-Exemple-" / "sur-Vilaine"."""
    parts = name.split("-")
    pairs = ["-".join(parts[at : at + 2]) for at in range(0, len(parts), 2)]
    last = len(pairs) - 1
    return format_html_join(
        mark_safe("<wbr>"),
        '<span class="nb">{}{}</span>',
        ((pair, "" if at == last else "-") for at, pair in enumerate(pairs)),
    )


@register.filter(is_safe=True)
@stringfilter
def tied(text: str) -> str:
    """French text whose signs and units stay on the line of their word: "Noël : 32 exposants", "de 10 h à 20 h"."""
    return APART.sub("\N{NO-BREAK SPACE}", text)


@register.filter
def tel(number: str) -> str:
    """A French phone number as the address of a call: "02 99 00 00 00" → "+33299000000"."""
    digits = "".join(character for character in number if character.isdigit() or character == "+")
    return f"+33{digits[1:]}" if digits.startswith("0") else digits


@register.filter
def errors_of(form: Any) -> list[tuple[str, str]]:
    """A form's errors for its summary: (id of the field to go to, or an empty text; message)."""
    listed = [("", str(message)) for message in form.non_field_errors()]
    for name, messages in form.errors.items():
        if name in form.fields:
            field = form[name]
            anchor = field.id_for_label or f"{field.auto_id}_0"  # of choices, the first
            listed += [(anchor, _about(field.label, message)) for message in messages]
    return listed


def _about(label: str, message: str) -> str:
    """An error after the name of its field; a question needs no colon after its mark."""
    if label.endswith("?"):
        return f"{label} {message}"
    return _("%(field)s: %(error)s") % {"field": label, "error": message}


class Look(NamedTuple):
    tone: str
    icon: str


STATUS_LOOKS = {
    "draft": Look("neutre", "pen"),
    "received": Look("info", "mail"),
    "examined": Look("info", "eye"),
    "incomplete": Look("att", "warn"),
    "accepted": Look("ok", "check"),
    "refused": Look("non", "x"),
    "filed": Look("neutre", "folder"),
}


@register.simple_tag
def status_look(state: str) -> Look:
    """How a request's state looks; the words always stand beside it."""
    return STATUS_LOOKS.get(state, STATUS_LOOKS["filed"])


@register.simple_tag
def paving(number: int, total: int) -> list[str]:
    """The stones of a progress line: "fait" for those laid, "ici" for the one underfoot."""
    return ["fait"] * (number - 1) + ["ici"] + [""] * (total - number)


@register.filter
def shown_pages(paginator: Paginator[Any], number: int) -> list[int | None]:
    """The page numbers to show, with None for a gap: 1 … 4 5 6 … 12."""
    return [
        page if isinstance(page, int) else None
        for page in paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)
    ]


@register.simple_tag
def field_kind(field: BoundField) -> str:
    """Which drawing a form field takes: choices, checkbox, file or line."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect):  # CheckboxSelectMultiple is one
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    return "file" if isinstance(widget, forms.FileInput) else "line"


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    """The input itself, with the theme's class and what describes it."""
    attributes: dict[str, str | bool] = {}
    described = [f"{field.auto_id}_aide"] if field.help_text else []
    if field.errors:
        described.append(f"{field.auto_id}_erreur")
        attributes["aria-invalid"] = "true"
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if field_kind(field) == "line":
        attributes["class"] = f"saisie {field.field.widget.attrs.get('class', '')}".strip()
    return field.as_widget(attrs=attributes)
