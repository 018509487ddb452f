"""Alerts that a town gives again and again: their words in each language, how grave, for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from cms.pages.alerts import Alert
from cms.pages.blocks import Tone

if TYPE_CHECKING:
    from edm.organisation.api import Town


class Preset(NamedTuple):
    label: Any
    icon: str  # of Wagtail's admin
    tone: Tone
    title: Any
    text: Any
    hours: int


PRESETS = {
    "meteo": Preset(
        _("Weather"),
        "warning",
        Tone.ATTENTION,
        _("Orange weather warning"),
        _("Avoid going out, and take in what the wind may carry off."),
        24,
    ),
    "crue": Preset(
        _("Flood"),
        "warning",
        Tone.URGENT,
        _("The river is rising"),
        _("Move upstairs what you can, stay away from the banks, do not take your car."),
        24,
    ),
    "canicule": Preset(
        _("Heat wave"),
        "warning",
        Tone.ATTENTION,
        _("Heat wave"),
        _("Drink, stay in the cool, call those who live alone. The town hall keeps a register of fragile people."),
        72,
    ),
    "eau": Preset(
        _("Water cut"),
        "warning",
        Tone.ATTENTION,
        _("Water cut"),
        _("The water is off for works. It may be cloudy when it comes back: let it run."),
        8,
    ),
    "eau-non-potable": Preset(
        _("Tap water not to be drunk"),
        "warning",
        Tone.URGENT,
        _("Do not drink the tap water"),
        _("Neither for drinking nor for cooking, until we say otherwise."),
        72,
    ),
    "electricite": Preset(
        _("Power cut"),
        "warning",
        Tone.ATTENTION,
        _("Power cut"),
        _("The network's operator is at work. In danger, call 112."),
        6,
    ),
    "route": Preset(_("Road closed"), "warning", Tone.INFO, _("Road closed"), _("A diversion is signposted."), 48),
    "ecole": Preset(
        _("School closed"),
        "warning",
        Tone.ATTENTION,
        _("The school is closed today"),
        _("No lessons, no canteen, no after-school care."),
        12,
    ),
    "mairie": Preset(
        _("Town hall closed"),
        "warning",
        Tone.INFO,
        _("The town hall is closed exceptionally"),
        _("Your procedures can be done online. Emergency: the elected member on duty answers the phone."),
        24,
    ),
    "fin": Preset(
        _("End of an alert"), "check", Tone.OK, _("End of the alert"), _("All is back to normal. Thank you."), 12
    ),
}


def alert_from(preset: Preset, town: Town, languages: list[str], main_language: str) -> Alert:
    """The alert to correct and publish: unsaved, from now on, in each of the site's languages."""
    words = {}
    for code in {main_language, *languages}:
        with translation.override(code):
            words[code] = {"title": str(preset.title), "text": str(preset.text)}
    now = timezone.now().replace(second=0, microsecond=0)
    return Alert(
        town=town,
        tone=preset.tone,
        **words.pop(main_language),
        translations=words,
        starts_at=now,
        ends_at=(now + timedelta(hours=preset.hours)).replace(minute=0),
    )
