"""The mail register and the cases it opens.

A MailItem is one exchange with the outside; it has a number of one of two gap-free sequences (arrival,
departure) per legal body and year. A Case groups items and is cited by the number of its first item.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from edm.files.models import Document
from edm.organisation.models import LegalBody, Town, Unit
from edm.register.querysets import CaseQuerySet, MailItemQuerySet


class Channel(models.TextChoices):
    """By what way an item came or left."""

    SCAN = "scan", _("Scan")
    FORM = "form", _("Online form")
    EMAIL = "email", _("E-mail")
    COUNTER = "counter", _("Counter")
    PHONE = "phone", _("Phone")
    PORTAL = "portal", _("Citizen's space")
    PAPER = "paper", _("Post")


ELECTRONIC = (Channel.FORM, Channel.EMAIL, Channel.PORTAL)


class Correspondent(models.Model):
    """A person or an organisation that writes to the town hall."""

    town = models.ForeignKey(Town, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    address = models.TextField(_("postal address"), blank=True, help_text=_("As on an envelope, without the name."))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="correspondents"
    )

    class Meta:
        verbose_name = _("correspondent")
        verbose_name_plural = _("correspondents")
        indexes = [models.Index(fields=["town", "email"], name="correspondent_email")]

    def __str__(self) -> str:
        return self.name or self.email or str(_("Unknown sender"))


class CaseKind(models.Model):
    """What kind of business a case is: who handles it, by what legal rules, by what channels it is answered."""

    class SilenceRule(models.TextChoices):
        ACCEPTANCE = "acceptance", _("Silence means acceptance")
        REJECTION = "rejection", _("Silence means rejection")
        NONE = "none", _("No decision is expected")

    town = models.ForeignKey(Town, on_delete=models.PROTECT, related_name="case_kinds", verbose_name=_("town"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="case_kinds", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name"))
    silence_rule = models.CharField(_("silence"), max_length=10, choices=SilenceRule, default=SilenceRule.REJECTION)
    silence_months = models.PositiveSmallIntegerField(_("months to decide"), default=2)
    # CRPA R112-4: no acknowledgement where the town only checks conditions and serves.
    acknowledged = models.BooleanField(_("acknowledgement with the legal mentions"), default=True)
    confidential = models.BooleanField(
        _("confidential"),
        default=False,
        help_text=_("Only the clerk in charge, the head of the unit and the registrar open such a case."),
    )
    reply_channels = models.JSONField(
        _("channels the answer may take"),
        default=list,
        blank=True,
        help_text=_("Empty: any. Some answers may only be posted or handed over."),
    )
    record_class = models.CharField(_("record class"), max_length=40, blank=True)
    appeal = models.TextField(
        _("ways of appeal"), blank=True, help_text=_("Shown on the acknowledgement; empty: the general ones.")
    )
    # "À qualifier": what nobody has qualified yet; one per legal body.
    is_unqualified = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("kind of case")
        verbose_name_plural = _("kinds of case")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["town", "slug"], name="case_kind_slug_unique")]

    def __str__(self) -> str:
        return self.name


class Case(models.Model):
    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("state of a case", "New")
        TAKEN = "taken", pgettext_lazy("state of a case", "In hand")
        WAITING_CITIZEN = "waiting_citizen", pgettext_lazy("state of a case", "Waiting for the citizen")
        WAITING_OPINION = "waiting_opinion", pgettext_lazy("state of a case", "Waiting for an opinion")
        TO_SIGN = "to_sign", pgettext_lazy("state of a case", "To sign")
        ANSWERED = "answered", pgettext_lazy("state of a case", "Answered")
        CLOSED = "closed", pgettext_lazy("state of a case", "Closed")
        REOPENED = "reopened", pgettext_lazy("state of a case", "Reopened")

    ENDED = (State.ANSWERED, State.CLOSED)

    town = models.ForeignKey(Town, on_delete=models.PROTECT, related_name="cases")
    body = models.ForeignKey(LegalBody, on_delete=models.PROTECT, related_name="cases")
    kind = models.ForeignKey(CaseKind, on_delete=models.PROTECT, related_name="cases", verbose_name=_("kind"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases", verbose_name=_("unit"))
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="assigned_cases",
        verbose_name=_("in charge"),
    )
    correspondent = models.ForeignKey(
        Correspondent, on_delete=models.PROTECT, related_name="cases", verbose_name=_("correspondent")
    )
    state = models.CharField(_("state"), max_length=15, choices=State, default=State.NEW)
    confidential = models.BooleanField(_("confidential"), default=False)
    number = models.CharField(_("number"), max_length=60)  # of the first item
    subject = models.CharField(_("subject"), max_length=255)
    origin = models.CharField(_("channel"), max_length=8, choices=Channel)
    preferred_channel = models.CharField(_("preferred channel"), max_length=8, choices=Channel, blank=True)
    received_at = models.DateTimeField(_("received"))
    # Frozen (label, value) pairs told at reception: the case screen needs nothing of who filed them.
    facts = models.JSONField(default=list, blank=True)
    acknowledgement_due = models.DateField(_("acknowledgement due"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    decision_due = models.DateField(_("decision due"), null=True, blank=True)
    # The clock stops while a document is missing (SVR) and when the answer is notified.
    clock_stopped_at = models.DateTimeField(null=True, blank=True)
    # The earliest date by which something must be done; null: nothing is due. Kept by services for the list.
    due = models.DateField(_("deadline"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    closing_reason = models.TextField(_("reason"), blank=True)
    informed = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="informed_cases", verbose_name=_("sent for information")
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-received_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["body", "number"], name="case_number_unique")]
        indexes = [
            models.Index(fields=["town", "state", "due"], name="case_town_state_due"),  # the inbox by deadline
            models.Index(fields=["town", "-received_at", "-id"], name="case_town_received"),  # the inbox by date
            models.Index(fields=["unit", "state"], name="case_unit_state"),  # the counts of the views
            models.Index(fields=["assignee", "state"], name="case_assignee_state"),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.subject}"

    @property
    def is_open(self) -> bool:
        return self.state not in self.ENDED


class MailItem(models.Model):
    class Direction(models.TextChoices):
        IN = "in", _("Arrival")
        OUT = "out", _("Departure")

    class Handling(models.TextChoices):
        """What was done of an arrival; the words of the export."""

        NEW_CASE = "new_case", _("New case")
        JOINED = "joined", _("Joined its case")
        NO_REPLY = "no_reply", _("Automatic: no answer is expected")
        INSTITUTIONAL = "institutional", _("Institution or supplier")

    town = models.ForeignKey(Town, on_delete=models.PROTECT, related_name="mail_items")
    body = models.ForeignKey(LegalBody, on_delete=models.PROTECT, related_name="mail_items")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="items")
    direction = models.CharField(max_length=3, choices=Direction)
    year = models.PositiveSmallIntegerField()  # of registration, in the town's time zone
    sequence = models.PositiveIntegerField()  # 1, 2, 3… without gap, per body, direction and year
    number = models.CharField(_("number"), max_length=60)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    at = models.DateTimeField(_("received or sent"))
    correspondent = models.ForeignKey(Correspondent, on_delete=models.PROTECT, related_name="items")
    subject = models.CharField(_("subject"), max_length=255)
    text = models.TextField(_("text"), blank=True)  # plain; a reply's rich text is in `html`, sanitised
    html = models.TextField(blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    handling = models.CharField(max_length=13, choices=Handling, blank=True)  # arrivals alone
    documents = models.ManyToManyField(Document, blank=True, related_name="mail_items")
    receipt_sent_at = models.DateTimeField(null=True, blank=True)
    # Of an e-mail that arrived, without <>: an answer follows it, and what follows it joins the case.
    message_id = models.CharField(max_length=255, blank=True)

    objects = MailItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail item")
        verbose_name_plural = _("mail items")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["body", "direction", "year", "sequence"], name="register_without_double"),
            models.UniqueConstraint(fields=["body", "number"], name="register_number_unique"),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="register_starts_at_one"),
        ]
        indexes = [
            models.Index(fields=["message_id"], name="item_message_id", condition=~Q(message_id="")),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.subject}"


class RegisterCounter(models.Model):
    """The last number given of a series; its row is locked while the next one is taken."""

    body = models.ForeignKey(LegalBody, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=3, choices=MailItem.Direction)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "direction", "year"], name="one_counter_per_series")]

    def __str__(self) -> str:
        return f"{self.body} {self.direction} {self.year}: {self.last}"


class CaseEvent(models.Model):
    """One line of a case's history; a note is one too, and is never shown to the citizen."""

    class Verb(models.TextChoices):
        REGISTERED = "registered", _("Registered")
        JOINED = "joined", _("Completed by the citizen")
        ACKNOWLEDGED = "acknowledged", _("Acknowledgement sent")
        QUALIFIED = "qualified", _("Kind chosen")
        ROUTED = "routed", _("Unit changed")
        TAKEN = "taken", _("Taken")
        ASSIGNED = "assigned", _("Assigned")
        RELEASED = "released", _("Released")
        NOTED = "noted", _("Note")
        ASKED = "asked", _("Document or answer asked")
        REPLIED = "replied", _("Reply sent")
        DELIVERED = "delivered", _("Reply delivered")
        UNDELIVERED = "undelivered", _("Reply not delivered")
        MOVED = "moved", _("State changed")
        CLOSED = "closed", _("Closed")
        REOPENED = "reopened", _("Reopened")
        INFORMED = "informed", _("Sent for information")
        EDITED = "edited", _("Facts corrected")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    verb = models.CharField(max_length=12, choices=Verb)
    text = models.TextField(blank=True)
    item = models.ForeignKey(MailItem, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.case.number}: {self.get_verb_display()}"
