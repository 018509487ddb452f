"""The small scenes drawn for news without a picture: templates in theme/drawings/."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Drawing(TextChoices):
    TOWN = "town", _("Town hall")
    BRIDGE = "bridge", _("Bridge")
    MEAL = "meal", _("Meal")
    TREES = "trees", _("Trees")
    SCHOOL = "school", _("School")
    MARKET = "market", _("Market")
    BOOKS = "books", _("Books")
    ROAD = "road", _("Road works")
    BINS = "bins", _("Waste")
    PARTY = "party", _("Festival")
