"""The directory: who and what a resident looks for in the town, and the changes that associations propose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.fields import StreamField
from wagtail.models import RevisionMixin

from cms.directory.hours import Exceptional, Schedule, Season, Week, parse_day
from cms.directory.hours_blocks import DAY_MAX, WEEKDAYS, ExceptionBlock, SeasonBlock, validate_day
from cms.directory.querysets import EntryQuerySet


class Category(models.Model):
    town = models.ForeignKey(
        "edm_organisation.Town", on_delete=models.PROTECT, related_name="+", verbose_name=_("town")
    )
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["town", "name"], name="directory_category_unique")]

    def __str__(self) -> str:
        return self.name


def day_field(name: Any) -> models.CharField:
    return models.CharField(name, max_length=DAY_MAX, blank=True, validators=[validate_day])


class Entry(RevisionMixin, models.Model):
    """A unit, a person, an association, a place… of a town."""

    class Kind(models.TextChoices):
        TOWN_HALL = "town_hall", _("Town hall")
        UNIT = "unit", _("Unit of the town hall")
        ELECTED = "elected", _("Elected member")
        STAFF = "staff", _("Staff")
        ASSOCIATION = "association", _("Association")
        PLACE = "place", _("Place")
        ROOM = "room", _("Room")
        SCHOOL = "school", _("School")

    PEOPLE = (Kind.ELECTED, Kind.STAFF)

    town = models.ForeignKey(
        "edm_organisation.Town", on_delete=models.PROTECT, related_name="directory_entries", verbose_name=_("town")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=80, editable=False)
    position = models.PositiveSmallIntegerField(
        _("order in the list"), default=100, help_text=_("The smaller comes first; then by name.")
    )
    function = models.CharField(
        _("function"), max_length=120, blank=True, help_text=_("Of a person. Like: first deputy mayor.")
    )
    delegations = models.TextField(_("delegations"), blank=True, help_text=_("Of an elected member; one a line."))
    unit = models.ForeignKey(
        "edm_organisation.Unit",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("unit that handles requests"),
    )
    part_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="parts",
        verbose_name=_("belongs to"),
        help_text=_("The unit of a person, the place of a room."),
    )
    summary = models.CharField(_("in one sentence"), max_length=200, blank=True)
    description = models.TextField(_("description"), blank=True)
    categories = models.ManyToManyField(Category, blank=True, related_name="entries", verbose_name=_("categories"))
    address = models.CharField(_("address"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    accessibility = models.CharField(
        _("accessibility of the place"), max_length=200, blank=True, help_text=_("Like: step-free, two parking spaces.")
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    # No URLField: its form field warns until Django 6.
    website = models.CharField(
        _("site"),
        max_length=200,
        blank=True,
        validators=[URLValidator(["http", "https"])],
        help_text=_("It begins with https://"),
    )
    image = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    image_alt = models.CharField(
        _("what the picture shows"), max_length=200, blank=True, help_text=_("Empty: it is only decoration.")
    )
    monday = day_field(pgettext_lazy("opening hours", "Monday"))
    tuesday = day_field(pgettext_lazy("opening hours", "Tuesday"))
    wednesday = day_field(pgettext_lazy("opening hours", "Wednesday"))
    thursday = day_field(pgettext_lazy("opening hours", "Thursday"))
    friday = day_field(pgettext_lazy("opening hours", "Friday"))
    saturday = day_field(pgettext_lazy("opening hours", "Saturday"))
    sunday = day_field(pgettext_lazy("opening hours", "Sunday"))
    open_on_holidays = models.BooleanField(_("open on public holidays too"), default=False)
    seasons = StreamField([("season", SeasonBlock())], blank=True, verbose_name=_("seasons"))
    exceptions = StreamField(
        [("exception", ExceptionBlock())], blank=True, verbose_name=_("exceptional closures and openings")
    )
    published = models.BooleanField(_("on the site"), default=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the directory")
        verbose_name_plural = _("entries of the directory")
        ordering = ["position", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["town", "slug"], name="directory_slug_unique"),
            models.UniqueConstraint(
                fields=["town", "kind"], condition=Q(kind="town_hall"), name="directory_one_town_hall"
            ),
        ]
        indexes = [models.Index(fields=["town", "published", "kind"], name="directory_town_kind")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.part_of_id and self.part_of_id == self.pk:
            raise ValidationError({"part_of": _("An entry does not belong to itself.")})
        if (self.latitude is None) != (self.longitude is None):
            raise ValidationError({"longitude": _("Give both latitude and longitude, or neither.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The address is given once, so that links stay good whatever the name becomes."""
        if not self.slug:
            self.slug = self._free_slug()
        super().save(*args, **kwargs)

    def _free_slug(self) -> str:
        base = slugify(self.name)[:70].strip("-") or self.kind.replace("_", "-")
        taken = set(Entry.objects.filter(town=self.town_id, slug__startswith=base).values_list("slug", flat=True))
        names = (base if number == 1 else f"{base}-{number}" for number in count(1))
        return next(name for name in names if name not in taken)

    def get_absolute_url(self) -> str:
        return reverse("directory:entry", args=[self.slug])

    @property
    def is_person(self) -> bool:
        return self.kind in self.PEOPLE

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2]).upper()

    @property
    def delegation_list(self) -> list[str]:
        return [line.strip() for line in self.delegations.splitlines() if line.strip()]

    @property
    def locality(self) -> str:
        return f"{self.postcode} {self.city}".strip()

    @cached_property
    def schedule(self) -> Schedule:
        """The hours, read from what was typed; the town is asked for its public holidays."""
        return Schedule(
            week=_week(vars(self)),
            seasons=tuple(
                Season(one["name"], one["starts"], one["ends"], _week(one), bool(one["yearly"]))
                for one in (block.value for block in self.seasons)
            ),
            exceptions=tuple(
                Exceptional(
                    one["starts"], one["ends"] or one["starts"], parse_day(one["hours"] or ""), one["reason"] or ""
                )
                for one in (block.value for block in self.exceptions)
            ),
            zone=None if self.open_on_holidays else self.town.holiday_zone,
        )

    def now(self) -> datetime:
        """The present moment on the town's own clock."""
        return timezone.now().astimezone(ZoneInfo(self.town.time_zone))


def _week(days: Mapping[str, Any]) -> Week:
    return tuple(parse_day(days.get(name) or "") for name in WEEKDAYS)


class Proposal(models.Model):
    """What somebody asks to have changed or added: nothing of it is public until a person accepts it."""

    class State(models.TextChoices):
        PENDING = "pending", _("To be read")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")

    town = models.ForeignKey(
        "edm_organisation.Town", on_delete=models.PROTECT, related_name="+", verbose_name=_("town")
    )
    entry = models.ForeignKey(
        Entry, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals", verbose_name=_("entry")
    )
    is_new = models.BooleanField(_("new association"), default=False)
    title = models.CharField(_("name"), max_length=120)
    before = models.JSONField(default=dict)  # field → its text when this was proposed
    proposed = models.JSONField(default=dict)  # field → the text proposed
    proposer_name = models.CharField(_("proposed by"), max_length=120)
    proposer_email = models.EmailField(_("e-mail"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PENDING)
    reason = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField(pgettext_lazy("a proposal", "received"), auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["town", "state", "-created_at"], name="directory_proposal_list")]

    def __str__(self) -> str:
        return self.title
