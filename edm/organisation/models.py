"""Who the town hall is: towns, their legal bodies and units, and who works in them.

Every record of Parvis belongs to a Town; every selector is narrowed to one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.http.request import split_domain_port
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from edm.organisation.values import validate_siren

if TYPE_CHECKING:
    from django.http import HttpRequest

HEX_COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour as # and six digits or letters a to f."))


class Role(models.TextChoices):
    """What a person may do in a town; a citizen is an account without any membership."""

    ADMINISTRATOR = "administrator", _("Administrator")
    WEBMASTER = "webmaster", _("Webmaster")
    CONTRIBUTOR = "contributor", _("Contributor")
    REGISTRAR = "registrar", _("Registrar")
    HEAD = "head", _("Head of unit")
    CLERK = "clerk", _("Clerk")
    ELECTED = "elected", _("Elected member")


UNIT_ROLES = (Role.HEAD, Role.CLERK)


class TownManager(models.Manager["Town"]):
    def for_request(self, request: HttpRequest) -> Town | None:
        """The town whose site answers this address, the default one otherwise; None in an empty database.

        A public page shares the site with Wagtail, which looks for it too.
        """
        site = Site.find_for_request(request)
        return self.select_related("arms").filter(site=site).first() if site else None

    def at_address(self, request: HttpRequest) -> Town | None:
        """The same town, with its site, by one query: for what no page of Wagtail's answers."""
        host = split_domain_port(request.get_host())[0]
        near = Q(site__hostname=host) | Q(site__is_default_site=True)
        towns = list(self.filter(near).select_related("site", "arms"))
        same_host = [town for town in towns if town.site.hostname == host]
        exact = next((town for town in same_host if town.site.port == int(request.get_port())), None)
        alone = same_host[0] if len(same_host) == 1 else None
        return exact or alone or next((town for town in towns if town.site.is_default_site), None)

    def default(self) -> Town | None:
        """The town of the default site: the drop folder and the mailbox of the environment are its own."""
        return self.filter(site__is_default_site=True).first()


class Town(models.Model):
    site = models.OneToOneField(Site, on_delete=models.PROTECT, related_name="town", verbose_name=_("site"))
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name"), unique=True, help_text=_("Names the town's drop folder."))
    insee_code = models.CharField(
        _("INSEE code"),
        max_length=5,
        unique=True,
        validators=[RegexValidator(r"^(\d{2}|2[AB])\d{3}$", _("An INSEE code has five characters, such as 35998."))],
    )
    population = models.PositiveIntegerField(_("population"), default=0)
    address = models.CharField(_("address"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    dpo_contact = models.EmailField(_("data-protection officer's e-mail"), blank=True)
    mayor = models.CharField(_("mayor"), max_length=120, blank=True)
    arms = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("arms"),
    )
    colour_town = models.CharField(_("main colour"), max_length=7, default="#0b4f4a", validators=[HEX_COLOUR])
    colour_accent = models.CharField(_("accent colour"), max_length=7, default="#ffc629", validators=[HEX_COLOUR])
    # The legal calendar: Alsace-Moselle and each overseas department have public holidays of their own.
    holiday_zone = models.CharField(_("public holidays"), max_length=12, default="metropole")
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Paris")
    second_factor_required = models.BooleanField(
        _("require two-step sign-in of everybody who works here"),
        default=False,
        help_text=_(
            "Whoever has not set it up is led there at the next page of the back office, you too, "
            "and can do nothing else until then."
        ),
    )
    # The folder of the town's pictures and documents in Wagtail: its webmasters see no other.
    collection = models.OneToOneField(
        "wagtailcore.Collection", null=True, editable=False, on_delete=models.PROTECT, related_name="town"
    )

    objects = TownManager()

    class Meta:
        verbose_name = _("town")
        verbose_name_plural = _("towns")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LegalBody(models.Model):
    """A legal person of the town hall (the commune, its CCAS…), with a number series of its own."""

    class Kind(models.TextChoices):
        COMMUNE = "commune", _("Commune")
        CCAS = "ccas", _("CCAS (social action centre)")
        SCHOOLS = "schools", _("Schools fund")
        OTHER = "other", _("Other body")

    town = models.ForeignKey(Town, on_delete=models.PROTECT, related_name="bodies", verbose_name=_("town"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.COMMUNE)
    name = models.CharField(_("name"), max_length=120)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True, validators=[validate_siren])
    arrival_pattern = models.CharField(_("pattern of arrival numbers"), max_length=60, default="{year}-{n:05d}")
    departure_pattern = models.CharField(_("pattern of departure numbers"), max_length=60, default="{year}-D{n:05d}")

    class Meta:
        verbose_name = _("legal body")
        verbose_name_plural = _("legal bodies")
        ordering = ["town", "id"]
        constraints = [
            models.UniqueConstraint(fields=["town", "arrival_pattern"], name="body_arrival_pattern_unique"),
            models.UniqueConstraint(fields=["town", "departure_pattern"], name="body_departure_pattern_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A service of a legal body: mail is routed to it, clerks belong to it."""

    body = models.ForeignKey(LegalBody, on_delete=models.PROTECT, related_name="units", verbose_name=_("legal body"))
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name"))
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    # The unit of the registrar: what nobody has qualified yet waits there.
    is_registry = models.BooleanField(_("registers the mail"), default=False)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["body", "slug"], name="unit_slug_unique_in_body"),
            models.UniqueConstraint(fields=["body"], condition=Q(is_registry=True), name="one_registry_unit_per_body"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One person's role in a town; heads and clerks hold it in one unit."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    town = models.ForeignKey(Town, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("town"))
    role = models.CharField(_("role"), max_length=15, choices=Role)
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("unit")
    )

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            # Two, since SQLite holds two empty units for different ones.
            models.UniqueConstraint(
                fields=["user", "town", "role"], condition=Q(unit__isnull=True), name="membership_unique_in_town"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "unit"], condition=Q(unit__isnull=False), name="membership_unique_in_unit"
            ),
            models.CheckConstraint(
                condition=Q(role__in=UNIT_ROLES, unit__isnull=False) | (~Q(role__in=UNIT_ROLES) & Q(unit__isnull=True)),
                name="heads_and_clerks_alone_have_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"
