"""What a clerk writes back: templates and drafts."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from edm.files.models import Document
from edm.organisation.models import Town, Unit
from edm.register.models import Case, Channel, MailItem
from edm.replies.variables import variables_unknown

# No "link": its chooser lists the site's pages, drafts too, to people who have no right on them.
REPLY_FEATURES = ["bold", "italic", "ol", "ul", "h3"]


class ReplyTemplate(models.Model):
    """A letter written once: its {{ variables }} are filled from the case."""

    town = models.ForeignKey(Town, on_delete=models.PROTECT, related_name="reply_templates", verbose_name=_("town"))
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="reply_templates",
        verbose_name=_("unit"),
        help_text=_("Empty: offered to every unit."),
    )
    name = models.CharField(_("name"), max_length=120)
    subject = models.CharField(_("subject"), max_length=200)
    body = RichTextField(_("text"), features=REPLY_FEATURES)

    class Meta:
        verbose_name = _("reply template")
        verbose_name_plural = _("reply templates")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["town", "name"], name="reply_template_name_unique")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Point at a variable that nothing would fill, before a citizen reads its name."""
        super().clean()
        errors = {
            field: _("Unknown variable: %(names)s. Choose among those listed.") % {"names": ", ".join(unknown)}
            for field in ("subject", "body")
            if (unknown := variables_unknown(getattr(self, field)))
        }
        if errors:
            raise ValidationError(errors)


class Reply(models.Model):
    """A reply being written, then sent: sending registers a departure and hands it to a channel."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    channel = models.CharField(_("by"), max_length=8, choices=Channel)
    subject = models.CharField(_("subject"), max_length=200)
    body = RichTextField(_("text"), features=REPLY_FEATURES)
    documents = models.ManyToManyField(Document, blank=True, related_name="+")
    # Ends the case, or asks the citizen for something and stops the clock.
    asks = models.BooleanField(_("asks the citizen for a document or an answer"), default=False)
    key = models.UUIDField(unique=True)  # of the form: sent twice, the same departure comes back
    created_at = models.DateTimeField(auto_now_add=True)
    item = models.OneToOneField(MailItem, null=True, on_delete=models.PROTECT, related_name="reply")
    # The printed letter. Due since it was sent; rendered outside the transaction, at once or by the worker.
    letter = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    letter_due_at = models.DateTimeField(null=True, db_index=True)  # null: made, or none is to be made
    letter_error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")

    def __str__(self) -> str:
        return self.subject
