"""The ways out that end on paper: posted, or handed over at the counter. Both ask for a letter to print."""

from __future__ import annotations

from django.utils import timezone

from edm.register.models import Case, Channel, MailItem
from edm.replies.models import Reply


class _PrintedChannel:
    code: str

    def deliver(self, *, item: MailItem) -> None:
        Reply.objects.filter(item=item).update(letter_due_at=timezone.now())


class PaperChannel(_PrintedChannel):
    code: str = Channel.PAPER

    def can_reach(self, case: Case) -> bool:
        return bool(case.correspondent.name.strip() and case.correspondent.address.strip())


class CounterChannel(_PrintedChannel):
    code: str = Channel.COUNTER

    def can_reach(self, case: Case) -> bool:
        """Anybody may come."""
        return True
