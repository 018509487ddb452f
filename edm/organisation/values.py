"""Values that have rules of their own."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def luhn_is_valid(digits: str) -> bool:
    """The check of SIREN and SIRET numbers (Luhn, ISO/IEC 7812-1)."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def validate_siren(value: str) -> None:
    """A SIREN has nine digits, the last one a check digit; raises ValidationError otherwise."""
    if not re.fullmatch(r"\d{9}", value) or not luhn_is_valid(value):
        raise ValidationError(_("This is not a SIREN number: check its nine digits."))


def relative_luminance(colour: str) -> float:
    """The relative luminance (0 to 1) of a colour written #rrggbb (WCAG 2.2)."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio (1 to 21) of two colours written #rrggbb (WCAG 2.2)."""
    light, dark = sorted((relative_luminance(one), relative_luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
