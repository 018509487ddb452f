"""Writes of the directory: revisions of entries, and what people propose."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.directory.models import Entry, Proposal

if TYPE_CHECKING:
    from edm.organisation.api import Town

PROPOSABLE = (
    "name", "summary", "description", "address", "postcode", "city", "accessibility", "phone", "email", "website",
)  # fmt: skip
# Enough for a town's associations in one evening, too little for who would fill the list.
PER_TOWN_AN_HOUR = 40
PER_SENDER_A_DAY = 5
KEPT_PROPOSERS = timedelta(days=183)  # after the answer: time to come back on it


class TooManyProposals(Exception):
    """The town, or this e-mail address, has sent all that is taken for now."""


class AlreadyDecided(Exception):
    """Somebody has accepted or refused it meanwhile."""


def entry_revise(*, entry: Entry, user: Any = None) -> None:
    """Keep what the entry is now, and who made it so."""
    entry.save_revision(user=user, changed=False)


def texts_of(entry: Entry) -> dict[str, str]:
    return {name: getattr(entry, name) for name in PROPOSABLE}


@transaction.atomic
def proposal_make(
    *, town: Town, entry: Entry | None, texts: dict[str, str], proposer_name: str, proposer_email: str
) -> Proposal:
    """Keep a proposal for the webmaster: of a published association, or of a new one (`entry` None).

    Raises TooManyProposals. Only what differs is kept.
    """
    now = timezone.now()
    sent = Proposal.objects.filter(town=town.pk)
    if (
        sent.filter(created_at__gt=now - timedelta(hours=1)).count() >= PER_TOWN_AN_HOUR
        or sent.filter(created_at__gt=now - timedelta(days=1), proposer_email__iexact=proposer_email).count()
        >= PER_SENDER_A_DAY
    ):
        raise TooManyProposals
    before = texts_of(entry) if entry else dict.fromkeys(PROPOSABLE, "")
    changed = [name for name in PROPOSABLE if texts[name] != before[name]]
    return Proposal.objects.create(
        town=town,
        entry=entry,
        is_new=entry is None,
        title=entry.name if entry else texts["name"],
        before={name: before[name] for name in changed},
        proposed={name: texts[name] for name in changed},
        proposer_name=proposer_name,
        proposer_email=proposer_email,
    )


@transaction.atomic
def proposal_accept(*, proposal: Proposal, user: Any) -> Entry:
    """Apply it to the entry, or make the association, on the site; tell the proposer.

    Raises AlreadyDecided; and ValidationError when the entry, as it has become, no longer takes it.
    """
    proposal = _pending(proposal)
    entry = proposal.entry or Entry(town=proposal.town, kind=Entry.Kind.ASSOCIATION, published=True)
    for name in PROPOSABLE:
        if name in proposal.proposed:
            setattr(entry, name, proposal.proposed[name])
    entry.full_clean(exclude=["slug"])
    entry.save()
    entry_revise(entry=entry, user=user)
    proposal.entry = entry
    _decide(proposal, Proposal.State.ACCEPTED, user)
    return entry


@transaction.atomic
def proposal_refuse(*, proposal: Proposal, user: Any, reason: str) -> None:
    """Leave the entry as it is, and tell the proposer why. Raises AlreadyDecided."""
    proposal = _pending(proposal)
    proposal.reason = reason
    _decide(proposal, Proposal.State.REFUSED, user)


def proposers_forget() -> int:
    """Erase who proposed what was answered long ago; how many. What was changed stays. The worker's, once a day."""
    old = Proposal.objects.filter(decided_at__lt=timezone.now() - KEPT_PROPOSERS).exclude(proposer_email="")
    return old.update(proposer_name="", proposer_email="")


def _pending(proposal: Proposal) -> Proposal:
    locked = Proposal.objects.select_for_update(of=("self",)).select_related("town").get(pk=proposal.pk)
    if locked.state != Proposal.State.PENDING or (not locked.is_new and locked.entry is None):
        raise AlreadyDecided
    return locked


def _decide(proposal: Proposal, state: Proposal.State, user: Any) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, user, timezone.now()
    proposal.save()
    words = {"name": proposal.proposer_name, "entry": proposal.title, "town": proposal.town.name}
    with override("fr"):  # the language of the town hall
        if state == Proposal.State.ACCEPTED:
            subject = _("Directory: your change to “%(entry)s” is on the site")
            text = _("Hello %(name)s,\n\nThank you. What you proposed for “%(entry)s” is on the site.\n\n%(town)s")
        else:
            subject = _("Directory: your change to “%(entry)s” was not kept")
            text = _(
                "Hello %(name)s,\n\nWe have not kept what you proposed for “%(entry)s”.\n\nWhy: %(reason)s\n\n%(town)s"
            )
            words["reason"] = proposal.reason
        send_mail(" ".join((subject % words).split()), text % words, None, [proposal.proposer_email])
