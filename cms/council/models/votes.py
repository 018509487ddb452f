"""How the council decided: ballots on an item or on an amendment to it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.council.models.assemblies import Member
from cms.council.models.meetings import AgendaItem


class Amendment(models.Model):
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="amendments")
    position = models.PositiveSmallIntegerField(_("place"), default=1)
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name=_("author"))
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["item", "position", "id"]

    def __str__(self) -> str:
        return f"{self.item}, {self.position}"


class VoteEvent(models.Model):
    """One ballot, with its totals; who voted what is in its votes, unless it was secret."""

    class Method(models.TextChoices):
        UNANIMITY = "unanimity", _("Unanimity")
        PUBLIC = "public", _("Public ballot, by name")
        SECRET = "secret", _("Secret ballot")

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="ballots")
    amendment = models.OneToOneField(
        Amendment, null=True, blank=True, on_delete=models.PROTECT, related_name="ballot", verbose_name=_("amendment")
    )
    method = models.CharField(_("method"), max_length=9, choices=Method)
    held_at = models.DateTimeField()
    # As counted at that moment: members present, and represented by proxy (never in the quorum).
    present = models.PositiveSmallIntegerField()
    represented = models.PositiveSmallIntegerField(default=0)
    votes_for = models.PositiveSmallIntegerField(_("votes for"))
    votes_against = models.PositiveSmallIntegerField(_("votes against"), default=0)
    abstentions = models.PositiveSmallIntegerField(_("abstentions"), default=0)
    # Members who took no part, blank and void papers of a secret ballot: counted apart from abstentions.
    not_voting = models.PositiveSmallIntegerField(_("did not vote"), default=0)
    # CGCT L2121-20: a tie is decided by the chair, but in a secret ballot.
    casting_vote = models.BooleanField(_("decided by the chair's vote"), default=False)
    adopted = models.BooleanField()

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        ordering = ["item", "id"]
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(amendment__isnull=True), name="one_ballot_an_item"),
            models.CheckConstraint(
                condition=Q(casting_vote=False) | ~Q(method="secret"), name="no_casting_vote_in_secret"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.votes_for}/{self.votes_against}/{self.abstentions}"


class Vote(models.Model):
    """What one member's voice said; `cast_by`: the holder of their proxy."""

    class Choice(models.TextChoices):
        FOR = "for", _("For")
        AGAINST = "against", _("Against")
        ABSTENTION = "abstention", _("Abstention")
        NOT_VOTING = "not_voting", _("Did not vote")

    event = models.ForeignKey(VoteEvent, on_delete=models.CASCADE, related_name="votes")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="votes")
    cast_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=10, choices=Choice)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["event", "member__rank"]
        constraints = [models.UniqueConstraint(fields=["event", "member"], name="one_vote_a_member")]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_choice_display()}"
