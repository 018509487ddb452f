"""What is known of each public page's quality: kept up to date by the worker, read by the report."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page


class PageHealth(models.Model):
    """One row a public page. `due` is work for the worker (decision 1): it looks at the page as it is published."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="health", verbose_name=_("page"))
    due = models.BooleanField(default=True)
    checked_at = models.DateTimeField(null=True)
    reviewed_on = models.DateField(_("read again on"), null=True)
    counts = models.JSONField(default=dict)  # {code of a rule: how many findings}
    errors = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    # In bytes: the HTML compressed, and with it the pictures that a phone (390 px, double density) or a desktop
    # (1280 px) asks for, all of them scrolled to.
    html_bytes = models.PositiveIntegerField(default=0)
    phone_bytes = models.PositiveIntegerField(default=0)
    desktop_bytes = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("quality of a page")
        indexes = [
            models.Index(fields=["page"], condition=models.Q(due=True), name="page_health_due"),
            models.Index(fields=["checked_at"], name="page_health_age"),
        ]

    def __str__(self) -> str:
        return str(self.page)


class ReviewTask(AbstractGroupApprovalTask):
    """A contributor's page waits for the webmasters of its town: they approve it once the gate lets it through."""

    class Meta:
        verbose_name = _("reading by a webmaster")

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Wagtail refuses an action that is not offered: what the gate stops can be sent back or corrected alone."""
        from cms.editing.gate import errors_of

        actions: list[tuple[str, Any, bool]] = super().get_actions(obj, user)
        if actions and errors_of(obj.get_latest_revision_as_object()):
            return [action for action in actions if action[0] != "approve"]
        return actions
