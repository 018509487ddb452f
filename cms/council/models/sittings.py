"""Who was there, who was represented, who left the room. The rules are in edm.law.council."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cms.council.models.assemblies import Member
from cms.council.models.meetings import AgendaItem, Meeting


class Attendance(models.Model):
    class State(models.TextChoices):
        PRESENT = "present", _("Present")
        EXCUSED = "excused", _("Excused")
        ABSENT = "absent", _("Absent")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="attendances")
    state = models.CharField(_("state"), max_length=7, choices=State)
    # Present from this item on, or until before that one; null: from the beginning, to the end.
    arrives_at = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("arrives at")
    )
    leaves_before = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("leaves before")
    )

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["meeting", "member__rank"]
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="one_attendance_a_member")]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_state_display()}"

    def is_present_at(self, position: int) -> bool:
        """Whether the member sits while the item of that place is examined."""
        if self.state != self.State.PRESENT:
            return False
        if self.arrives_at and position < self.arrives_at.position:
            return False
        return not (self.leaves_before and position >= self.leaves_before.position)


class Proxy(models.Model):
    """A written proxy (CGCT, L2121-20): one member holds one at most; it does not count in the quorum."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="proxies")
    giver = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="proxies_given", verbose_name=_("member represented")
    )
    holder = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="proxies_held", verbose_name=_("member who votes for them")
    )

    class Meta:
        verbose_name = _("proxy")
        verbose_name_plural = _("proxies")
        ordering = ["meeting", "giver__rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "giver"],
                name="one_proxy_a_giver",
                violation_error_message=_("This member has given a proxy already."),
            ),
            models.UniqueConstraint(
                fields=["meeting", "holder"],
                name="one_proxy_a_holder",
                violation_error_message=_("A member holds one proxy at most (CGCT, L2121-20)."),
            ),
            models.CheckConstraint(condition=~Q(giver=F("holder")), name="nobody_represents_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.holder}"

    def clean(self) -> None:
        super().clean()
        if self.giver_id and self.giver_id == self.holder_id:
            raise ValidationError({"holder": _("Nobody represents themselves.")})


class Recusal(models.Model):
    """A member with an interest in an item leaves it (CGCT, L2131-11): neither debate nor vote."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="recusals")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="recusals")

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        ordering = ["item", "member__rank"]
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="one_recusal_a_member")]

    def __str__(self) -> str:
        return f"{self.member}, {self.item}"
