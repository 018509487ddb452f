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
