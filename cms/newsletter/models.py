"""The town's letter: its themes, who asked for it, what was written, and each copy that left.

A subscriber who leaves is erased: nothing but the counts of the letters remains.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField

from cms.pages.blocks import TEXT_FEATURES


def token_new() -> str:
    return secrets.token_urlsafe(24)


class Theme(models.Model):
    """What one may be told about: "La vie de la commune", "École"…"""

    town = models.ForeignKey("edm_organisation.Town", on_delete=models.CASCADE, related_name="letter_themes")
    name = models.CharField(_("name"), max_length=60)
    description = models.CharField(_("what it tells about, and how often"), max_length=160, blank=True)
    topics = models.ManyToManyField(
        "cms_pages.NewsCategory",
        blank=True,
        related_name="+",
        verbose_name=_("topics of the news"),
        help_text=_("A letter on this theme is begun with the news of these topics. None: all the news."),
    )
    public = models.BooleanField(_("can be chosen on the site"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("theme of the letter")
        verbose_name_plural = _("themes of the letter")
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint(fields=["town", "name"], name="letter_theme_unique")]

    def __str__(self) -> str:
        return self.name


class Subscriber(models.Model):
    """An address that asked for the letter, and proved to be its own's (double opt-in)."""

    class State(models.TextChoices):
        PENDING = "pending", _("To confirm")
        CONFIRMED = "confirmed", _("Subscribed")
        SUSPENDED = "suspended", _("Suspended: mails come back")

    town = models.ForeignKey("edm_organisation.Town", on_delete=models.CASCADE, related_name="subscribers")
    email = models.EmailField(_("e-mail"))  # in lower case
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PENDING)
    language = models.CharField(_("language"), max_length=12, default="fr")
    themes = models.ManyToManyField(Theme, related_name="subscribers", verbose_name=_("themes"))
    # In every link of every mail: who holds it may change the subscription, and nothing else.
    token = models.CharField(max_length=40, unique=True, default=token_new, editable=False)
    asked_at = models.DateTimeField(_("asked on"))
    asked_times = models.PositiveSmallIntegerField(default=1, editable=False)  # mails of confirmation within a day
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True)
    consent = models.TextField(_("what was agreed to"), blank=True)  # the words that were shown (GDPR, art. 7)

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["email"]
        constraints = [models.UniqueConstraint(fields=["town", "email"], name="subscriber_unique")]
        indexes = [models.Index(fields=["state", "asked_at"], name="subscriber_to_forget")]

    def __str__(self) -> str:
        return self.email


class HeadingBlock(blocks.CharBlock):
    """Alone in a stream, Wagtail gives its line no label."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, **kwargs)
        self.field.widget.attrs["aria-label"] = _("Heading")

    class Meta:
        icon = "title"
        label = _("Heading")


class LetterBlocks(blocks.StreamBlock):
    heading = HeadingBlock()
    text = blocks.RichTextBlock(label=_("Text"), icon="pilcrow", features=TEXT_FEATURES)
    page = blocks.PageChooserBlock(label=_("Page of the site"), icon="doc-empty")


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self, now: Any) -> QuerySet[Letter]:
        """Those whose copies are to be written to the queue."""
        return self.filter(state__in=(Letter.State.SCHEDULED, Letter.State.SENDING), send_at__lte=now)


class Letter(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Will be sent")
        SENDING = "sending", _("Leaving")
        SENT = "sent", _("Sent")

    town = models.ForeignKey("edm_organisation.Town", on_delete=models.CASCADE, related_name="letters")
    subject = models.CharField(_("subject"), max_length=120)
    content = StreamField(LetterBlocks(), verbose_name=_("content"))
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="+", verbose_name=_("themes"), help_text=_("None: to all subscribers.")
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT, editable=False)
    send_at = models.DateTimeField(_("leaves on"), null=True, editable=False)
    sent_at = models.DateTimeField(_("sent on"), null=True, editable=False)  # its last copy was written to the queue
    # As it leaves, from its first copy on: what a page becomes meanwhile changes no copy.
    html = models.TextField(blank=True, editable=False)
    plain = models.TextField(blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    left = models.PositiveIntegerField(default=0, editable=False)  # how many it made unsubscribe

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "send_at"], name="letter_waiting")]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def desk_url(self) -> str:
        return reverse("lettres:send", args=[self.pk])


class Copy(models.Model):
    """One letter to one subscriber: written in the transaction that puts its mail in the queue, so never twice."""

    class Result(models.TextChoices):
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Came back")

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="copies")
    subscriber = models.ForeignKey(Subscriber, null=True, on_delete=models.SET_NULL, related_name="copies")
    mail = models.ForeignKey("edm_delivery.OutgoingMail", null=True, on_delete=models.SET_NULL, related_name="+")
    # What became of its mail, as it was last read: one that was sent may still come back.
    result = models.CharField(max_length=6, choices=Result, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "subscriber"], name="copy_unique")]
        indexes = [models.Index(fields=["result"], name="copy_result")]

    def __str__(self) -> str:
        return f"{self.letter} → {self.subscriber}"
