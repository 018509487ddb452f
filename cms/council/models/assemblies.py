"""Who sits: each legal body's assembly, its terms, members and committees."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Assembly(models.Model):
    """The council of one legal body (the commune's, the CCAS's), and how it numbers and publishes its acts."""

    class Means(models.TextChoices):
        # CGCT L2131-1: under 3,500 inhabitants the council may choose; without its deliberation: the web.
        WEB = "web", _("on the web site")
        POSTING = "posting", _("by posting")
        PAPER = "paper", _("on paper, at hand in the town hall")

    body = models.OneToOneField(
        "edm_organisation.LegalBody", on_delete=models.PROTECT, related_name="assembly", verbose_name=_("legal body")
    )
    name = models.CharField(_("name"), max_length=120, help_text=_("For example: Conseil municipal."))
    nic = models.CharField(
        _("NIC"),
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^\d{5}$", _("The NIC has five digits: the last ones of the SIRET."))],
        help_text=_("The last five digits of the SIRET; open data ask for it."),
    )
    means = models.CharField(_("means of publication"), max_length=8, choices=Means, default=Means.WEB)
    deliberation_pattern = models.CharField(_("numbers of deliberations"), max_length=60, default="{year}-{n:03d}")
    order_pattern = models.CharField(_("numbers of orders"), max_length=60, default="A{year}-{n:03d}")
    decision_pattern = models.CharField(_("numbers of decisions"), max_length=60, default="D{year}-{n:03d}")

    class Meta:
        verbose_name = _("assembly")
        verbose_name_plural = _("assemblies")
        ordering = ["body__town", "body"]

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """A term of office: the members elected together."""

    body = models.ForeignKey(
        "edm_organisation.LegalBody", on_delete=models.PROTECT, related_name="terms", verbose_name=_("legal body")
    )
    name = models.CharField(_("name"), max_length=80, help_text=_("For example: 2026–2032."))
    starts_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    seats = models.PositiveSmallIntegerField(_("legal number of seats"), help_text=_("CGCT, L2121-2."))

    class Meta:
        verbose_name = _("term of office")
        verbose_name_plural = _("terms of office")
        ordering = ["body", "-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="term_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.name}"


class Member(models.Model):
    """A person who sits during a term; another term, another row."""

    class Function(models.TextChoices):
        CHAIR = "chair", _("Mayor or chair")
        DEPUTY = "deputy", _("Deputy")
        DELEGATE = "delegate", _("Councillor with a delegation")
        COUNCILLOR = "councillor", _("Councillor")
        APPOINTED = "appointed", _("Appointed member")

    class NoticeBy(models.TextChoices):
        # CGCT L2121-10: by electronic means, unless the member asked for paper at home or elsewhere.
        EMAIL = "email", _("by e-mail")
        PAPER = "paper", _("on paper")

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="members", verbose_name=_("term of office"))
    rank = models.PositiveSmallIntegerField(
        _("rank in the table"), default=1, help_text=_("The order of the table of the council (CGCT, L2121-1).")
    )
    civility = models.CharField(_("title"), max_length=12, blank=True, help_text=_("Mme, M."))
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    function = models.CharField(_("function"), max_length=10, choices=Function, default=Function.COUNCILLOR)
    title = models.CharField(
        _("title shown"),
        max_length=120,
        blank=True,
        help_text=_("For example: 2e adjointe, culture et vie associative."),
    )
    delegations = models.TextField(_("delegations"), blank=True)
    group = models.CharField(_("group"), max_length=120, blank=True)
    photo = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    joined_on = models.DateField(_("in office from"))
    left_on = models.DateField(_("in office until"), null=True, blank=True)
    notice_by = models.CharField(_("convened"), max_length=5, choices=NoticeBy, default=NoticeBy.EMAIL)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.TextField(_("postal address"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("account"),
    )

    class Meta:
        verbose_name = _("member of the council")
        verbose_name_plural = _("members of the council")
        ordering = ["term", "rank", "last_name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")), name="member_leaves_after_joining"
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    def clean(self) -> None:
        super().clean()
        if self.notice_by == self.NoticeBy.EMAIL and not self.email:
            raise ValidationError({"email": _("Write the e-mail to convene this member at, or choose paper.")})

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def formal_name(self) -> str:
        return f"{self.civility} {self.full_name}".strip()


class Committee(models.Model):
    """A committee of the council (CGCT, L2121-22)."""

    term = models.ForeignKey(
        Term, on_delete=models.PROTECT, related_name="committees", verbose_name=_("term of office")
    )
    name = models.CharField(_("name"), max_length=160)
    description = models.TextField(_("what it deals with"), blank=True)
    chair = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("chair")
    )
    members = models.ManyToManyField(Member, blank=True, related_name="committees", verbose_name=_("members"))

    class Meta:
        verbose_name = _("committee")
        verbose_name_plural = _("committees")
        ordering = ["term", "name"]

    def __str__(self) -> str:
        return self.name
