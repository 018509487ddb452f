"""The themes and icons a webmaster chooses among."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Theme(models.TextChoices):
    STREET = "street", _("Streets and parking")
    CIVIL = "civil", _("Civil status and identity")
    SCHOOL = "school", _("School and childhood")
    HOUSING = "housing", _("Housing and building")
    LEISURE = "leisure", _("Associations, rooms and leisure")
    CARE = "care", _("Social help and health")
    OTHER = "other", _("Other procedures")


THEME_ICONS = {
    Theme.STREET: "pin",
    Theme.CIVIL: "id",
    Theme.SCHOOL: "school",
    Theme.HOUSING: "home",
    Theme.LEISURE: "cal",
    Theme.CARE: "user",
    Theme.OTHER: "doc",
}


class LegalBasis(models.TextChoices):
    """GDPR, article 6(1): what allows the town to use the answers."""

    PUBLIC_TASK = "public_task", _("a task in the public interest")
    LEGAL_OBLIGATION = "legal_obligation", _("a legal obligation")
    CONSENT = "consent", _("your consent")


NEED_ICONS = [
    ("doc", _("Document")),
    ("cal", _("Date")),
    ("pin", _("Place")),
    ("id", _("Identity")),
    ("home", _("Dwelling")),
    ("school", _("School")),
    ("euro", _("Money")),
    ("user", _("Person")),
]
