"""The acts: deliberations of the council, decisions and orders of the mayor. One table, one life, three natures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.council.models.meetings import AgendaItem, Meeting
from cms.council.querysets import ActManager
from cms.council.richtext import fold, plain

if TYPE_CHECKING:
    from cms.council.models.publication import PublishedVersion

SEARCHED = frozenset({"number", "title", "rapporteur", "streets", "text", "public_text"})


class Act(models.Model):
    class Nature(models.TextChoices):
        DELIBERATION = "deliberation", _("Deliberation")
        ORDER = "order", _("Order")
        DECISION = "decision", _("Decision")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ADOPTED = "adopted", _("Adopted")  # decided, not signed yet
        SIGNED = "signed", _("Signed")
        TRANSMITTED = "transmitted", _("Sent to the préfecture")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Result(models.TextChoices):
        """What the council made of it; a deliberation that was not adopted is listed, never put online as an act."""

        ADOPTED = "adopted", _("Adopted")
        REJECTED = "rejected", _("Rejected")
        POSTPONED = "postponed", _("Postponed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Publicity(models.TextChoices):
        PUBLIC = "public", _("Published for everybody")  # CGCT L2131-1
        INDIVIDUAL = "individual", _("Individual: notified to the person, not published")
        AID = "aid", _("Individual aid: never published")

    NATURE: ClassVar[str] = ""  # of the natures below

    town = models.ForeignKey(
        "edm_organisation.Town", on_delete=models.PROTECT, related_name="acts", verbose_name=_("town")
    )
    body = models.ForeignKey(
        "edm_organisation.LegalBody", on_delete=models.PROTECT, related_name="acts", verbose_name=_("legal body")
    )
    nature = models.CharField(_("nature"), max_length=12, choices=Nature)
    state = models.CharField(_("state"), max_length=11, choices=State, default=State.DRAFT, editable=False)
    publicity = models.CharField(_("publicity"), max_length=10, choices=Publicity, default=Publicity.PUBLIC)
    # Of a deliberation: where it was examined. The item is null for what was imported.
    meeting = models.ForeignKey(
        Meeting,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deliberations",
        verbose_name=_("meeting"),
    )
    item = models.OneToOneField(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="act", editable=False
    )
    position = models.PositiveSmallIntegerField(_("place on the agenda"), default=1)
    # The day it was adopted or taken; of a draft, the day planned.
    date = models.DateField(_("date"))
    number = models.CharField(_("number"), max_length=40, blank=True, help_text=_("For example: 2026-068."))
    # Of what our own series numbered: gap-free a body, nature and year. Null for a number that was typed or imported.
    year = models.PositiveSmallIntegerField(null=True, editable=False)
    sequence = models.PositiveIntegerField(null=True, editable=False)
    title = models.CharField(_("title"), max_length=500)  # the préfecture takes no longer object
    matter_code = models.CharField(
        _("matter"),
        max_length=8,
        blank=True,
        validators=[RegexValidator(r"^\d(\.\d{1,2}){1,4}$", _("A code of matter is like 7.5."))],
    )
    rapporteur = models.CharField(_("rapporteur"), max_length=120, blank=True)
    author = models.CharField(
        _("author of the act"),
        max_length=160,
        blank=True,
        help_text=_("First name, name and capacity of who signs it."),
    )
    text = models.TextField(_("text"), blank=True)  # HTML, cleaned as it is saved
    # CADA, conseil 20221096: what the public reads where names must go; empty: the text itself.
    public_text = models.TextField(_("text without personal data"), blank=True)
    result = models.CharField(_("result"), max_length=10, choices=Result, blank=True, default="")
    members_count = models.PositiveSmallIntegerField(_("members in office"), null=True, blank=True)
    voters_count = models.PositiveSmallIntegerField(_("voters"), null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField(_("votes for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("votes against"), null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField(_("abstentions"), null=True, blank=True)
    # Of an order.
    temporary = models.BooleanField(_("temporary"), default=False)
    starts_on = models.DateField(_("applies from"), null=True, blank=True)
    ends_on = models.DateField(_("applies until"), null=True, blank=True)
    streets = models.TextField(_("streets and places"), blank=True, help_text=_("One a line."))
    # Of a decision of the mayor: what the council delegated (CGCT, L2122-22).
    delegation = models.CharField(_("by delegation"), max_length=200, blank=True)
    # Open data and legality control.
    budget_year = models.CharField(
        _("budget year"),
        max_length=9,
        blank=True,
        validators=[RegexValidator(r"^\d{4}(/\d{4})?$", _("Write 2026 or 2026/2027."))],
    )
    budget_name = models.CharField(_("budget"), max_length=120, blank=True)
    to_transmit = models.BooleanField(
        _("to be sent to the préfecture"), default=True, help_text=_("CGCT, L2131-2 says which acts are.")
    )
    transmitted_on = models.DateField(_("sent to the préfecture on"), null=True, blank=True)
    prefecture_id = models.CharField(_("control office"), max_length=20, blank=True, help_text=_("Like PREF035."))
    prefecture_date = models.DateField(_("received by the préfecture on"), null=True, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    # The act as it was signed: a scan, or a PDF with its electronic signature. Never shown where names were taken out.
    signed_document = models.ForeignKey(
        "edm_files.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Of what was taken over from an earlier system: listed even where its document was not.
    imported = models.BooleanField(default=False, editable=False)
    source_url = models.URLField(_("address of its document elsewhere"), max_length=500, blank=True, editable=False)
    # What the public reads now, and since when it could first (CGCT R2131-1); null: not online.
    current: models.ForeignKey[PublishedVersion | None] = models.ForeignKey(
        "cms_council.PublishedVersion",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField(_("reason of the withdrawal"), max_length=300, blank=True, editable=False)
    # What the public list searches: number, title and what the public reads of the text, folded. Written by `save`.
    words = models.TextField(editable=False, default="", blank=True)

    objects: ClassVar[ActManager] = ActManager()

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        ordering = ["-date", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"], condition=~Q(number=""), name="deliberation_number_unique"
            ),
            models.UniqueConstraint(fields=["body", "nature", "year", "sequence"], name="act_sequence_unique"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(current__isnull=False) | Q(imported=True),
                name="online_with_its_version",
            ),
            # CGCT: acts of individual aid are never published; individual ones are notified.
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(publicity="public"), name="only_the_public_goes_online"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="order_ends_after_it_begins",
            ),
        ]
        indexes = [
            # The public lists: all natures together, and one.
            models.Index(fields=["town", "-date", "position"], name="act_town_date"),
            models.Index(fields=["town", "nature", "-date", "position"], name="act_town_nature_date"),
            models.Index(fields=["body", "nature", "state"], name="act_body_state"),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.title}" if self.number else self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.nature = self.nature or self.NATURE
        changed = kwargs.get("update_fields")
        if changed is None or SEARCHED & set(changed):
            read = self.public_text or self.text
            self.words = fold(" ".join([self.number, self.title, self.rapporteur, self.streets, plain(read)]))
            if changed is not None:
                kwargs["update_fields"] = {*changed, "words"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse(f"council:{self.nature}", args=[self.pk])

    @property
    def is_withdrawn(self) -> bool:
        return self.state == self.State.WITHDRAWN

    @property
    def shown_text(self) -> str:
        """What the public reads."""
        return self.public_text or self.text

    @property
    def has_votes(self) -> bool:
        return self.votes_for is not None

    @property
    def is_unanimous(self) -> bool:
        return bool(self.votes_for) and not self.votes_against and not self.abstentions

    @property
    def vote_parts(self) -> list[tuple[str, float, float]]:
        """The bar of the vote: (class, start, width) of each part, in hundredths of its length."""
        sides = (("pour", self.votes_for or 0), ("contre", self.votes_against or 0), ("abst", self.abstentions or 0))
        total = sum(count for _name, count in sides)
        parts, start = [], 0.0
        for name, count in sides:
            if count:
                parts.append((name, start, 100 * count / total))
                start += 100 * count / total
        return parts


class Deliberation(Act):
    NATURE: ClassVar[str] = Act.Nature.DELIBERATION

    objects: ClassVar[ActManager] = ActManager(NATURE)

    class Meta:
        proxy = True
        verbose_name = _("deliberation")
        verbose_name_plural = _("deliberations")


class MunicipalOrder(Act):
    NATURE: ClassVar[str] = Act.Nature.ORDER

    objects: ClassVar[ActManager] = ActManager(NATURE)

    class Meta:
        proxy = True
        verbose_name = _("municipal order")
        verbose_name_plural = _("municipal orders")


class MayoralDecision(Act):
    NATURE: ClassVar[str] = Act.Nature.DECISION

    objects: ClassVar[ActManager] = ActManager(NATURE)

    class Meta:
        proxy = True
        verbose_name = _("decision of the mayor")
        verbose_name_plural = _("decisions of the mayor")


class ActCounter(models.Model):
    """The last number given in one series: a body, a nature, a year. Its row is locked while a number is taken."""

    body = models.ForeignKey("edm_organisation.LegalBody", on_delete=models.PROTECT, related_name="+")
    nature = models.CharField(max_length=12, choices=Act.Nature)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("counter of acts")
        verbose_name_plural = _("counters of acts")
        constraints = [models.UniqueConstraint(fields=["body", "nature", "year"], name="one_counter_a_series_of_acts")]

    def __str__(self) -> str:
        return f"{self.body}, {self.nature}, {self.year}: {self.last}"
