"""A meeting: its notice, its agenda, its minutes."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.council.models.assemblies import Member, Term
from cms.council.querysets import MeetingQuerySet


class Meeting(models.Model):
    class State(models.TextChoices):
        PREPARED = "prepared", _("In preparation")
        CONVENED = "convened", _("Convened")
        OPEN = "open", _("Sitting")
        CLOSED = "closed", pgettext_lazy("a meeting", "Closed")

    town = models.ForeignKey(
        "edm_organisation.Town", on_delete=models.PROTECT, related_name="meetings", verbose_name=_("town")
    )
    body = models.ForeignKey(
        "edm_organisation.LegalBody", on_delete=models.PROTECT, related_name="meetings", verbose_name=_("legal body")
    )
    # Null: a meeting of before, kept without who sat in it.
    term = models.ForeignKey(
        Term,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="meetings",
        verbose_name=_("term of office"),
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PREPARED, editable=False)
    date = models.DateField(_("date"))
    time = models.TimeField(_("time"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    urgent = models.BooleanField(
        _("convened urgently"),
        default=False,
        help_text=_("At least one clear day; the council rules on the urgency first (CGCT, L2121-11 and L2121-12)."),
    )
    urgency_approved = models.BooleanField(_("urgency approved by the council"), null=True, blank=True, editable=False)
    # CGCT L2121-17: after a first meeting without quorum, it deliberates whatever the number present.
    second_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="convened_again",
        verbose_name=_("second convocation of"),
    )
    chair = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("chair")
    )
    secretary = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("secretary")
    )
    # Members in office on that day: the quorum is counted on them. Frozen as the meeting opens.
    in_office = models.PositiveSmallIntegerField(_("members in office"), null=True, blank=True, editable=False)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    published = models.BooleanField(_("on the site"), default=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-date", "-time"]
        constraints = [models.UniqueConstraint(fields=["body", "date", "time"], name="meeting_unique")]
        indexes = [models.Index(fields=["town", "published", "-date"], name="meeting_town_date")]  # the public list

    def __str__(self) -> str:
        return f"{self.body}, {self.date:%d/%m/%Y}"

    def clean(self) -> None:
        super().clean()
        if self.body_id and self.town_id and self.body.town_id != self.town_id:
            raise ValidationError({"body": _("Choose a body of this town.")})
        if self.term_id and self.body_id and self.term.body_id != self.body_id:  # type: ignore[union-attr]
            raise ValidationError({"term": _("Choose a term of this body.")})

    def get_absolute_url(self) -> str:
        return reverse("council:meeting", args=[self.pk])


class MeetingNotice(models.Model):
    """The notice sent to one member: when, and by which means (CGCT, L2121-10)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="notices")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="notices")
    means = models.CharField(max_length=5, choices=Member.NoticeBy)
    sent_at = models.DateTimeField()
    # The letter, with the agenda as it was then; none where it was sent by other means than this site's.
    document = models.ForeignKey("edm_files.Document", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("notice of meeting")
        verbose_name_plural = _("notices of meeting")
        ordering = ["meeting", "member"]
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="one_notice_a_member")]

    def __str__(self) -> str:
        return f"{self.meeting}, {self.member}"


class AgendaItem(models.Model):
    class Kind(models.TextChoices):
        MINUTES = "minutes", _("Approval of minutes")
        DELIBERATION = "deliberation", _("Deliberation")
        INFORMATION = "information", _("Information")
        QUESTION = "question", _("Question")

    VOTED = frozenset({Kind.MINUTES, Kind.DELIBERATION})

    class Outcome(models.TextChoices):
        PENDING = "", _("Not examined yet")
        ADOPTED = "adopted", _("Adopted")
        REJECTED = "rejected", _("Rejected")
        POSTPONED = "postponed", _("Postponed")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        NOTED = "noted", _("Noted")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items", verbose_name=_("meeting"))
    position = models.PositiveSmallIntegerField(_("place on the agenda"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.DELIBERATION)
    title = models.CharField(_("title"), max_length=255)
    rapporteur = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("rapporteur")
    )
    # CGCT L2121-12: an explanatory note goes with the notice from 3,500 inhabitants on.
    report = models.TextField(_("explanatory note"), blank=True)
    closed_doors = models.BooleanField(_("in closed session"), default=False)
    # Who chairs while this item is voted on, where the chair leaves (CGCT, L2121-14; L2131-11).
    presided_by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("chaired by")
    )
    # CGCT L2121-15: the minutes tell the demands for a particular ballot.
    ballot_request = models.CharField(
        _("ballot asked for"),
        max_length=300,
        blank=True,
        help_text=_("Who asked for a secret ballot or one by name (CGCT, L2121-21)."),
    )
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome, blank=True, default="", editable=False)
    debate = models.TextField(_("substance of the debate"), blank=True)

    class Meta:
        verbose_name = _("item of the agenda")
        verbose_name_plural = _("items of the agenda")
        ordering = ["meeting", "position", "id"]

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"


class ItemAttachment(models.Model):
    """A document joined to an item; the public reads it only where it says so."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey("edm_files.Document", on_delete=models.PROTECT, related_name="+")
    public = models.BooleanField(_("on the site"), default=False)

    class Meta:
        verbose_name = pgettext_lazy("of an item", "attachment")
        verbose_name_plural = pgettext_lazy("of an item", "attachments")
        ordering = ["item", "id"]

    def __str__(self) -> str:
        return str(self.document)


class Minutes(models.Model):
    """The minutes of a meeting (CGCT, L2121-15): made from its data, edited, approved at the next one, published."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    text = models.TextField(_("text"))
    generated_at = models.DateTimeField()
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    approved_at = models.ForeignKey(
        Meeting,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="minutes_approved",
        verbose_name=_("approved at the meeting of"),
    )
    # Signed by the mayor and the secretary.
    signed_document = models.ForeignKey(
        "edm_files.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(approved_on__isnull=False), name="minutes_approved_one_day"
            )
        ]

    def __str__(self) -> str:
        return str(self.meeting)
