"""Which case a mail speaks of, and whether it may join it by saying so."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import Q

from edm.delivery.models import OutgoingMail
from edm.intake.message import Message
from edm.organisation.models import LegalBody, Town
from edm.register.models import Case, Correspondent, MailItem

# What stands around a number in a subject: brackets, quotes, punctuation.
AROUND = " \t\"'«»“”‘’()[]{}<>.,;:!?#*"
MAX_CANDIDATES = 50


@dataclass(frozen=True)
class Citation:
    """A case that a mail names; `joins` when the sender is one of its parties or answers a mail of ours."""

    case: Case
    joins: bool
    by_party: bool


def case_cited(message: Message, town: Town) -> Citation | None:
    """The case of this town that a mail answers or names, None where there is none.

    What it answers comes first, the last mail of ours before an earlier one; then a mail of the case's own; then a
    number in its subject. An answer to a Message-ID of ours joins: nobody else knows it. The other two can be guessed:
    they join by their sender alone, whom a disowned From does not tell.
    """
    followed = list(reversed([*message.references, *message.reported_ids]))[:MAX_CANDIDATES]
    if case := _answered(followed, town):
        return Citation(case, joins=True, by_party=_by_party(message, case))
    if case := _followed(followed, town) or _named(message.subject, town):
        by_party = _by_party(message, case)
        return Citation(case, joins=by_party, by_party=by_party)
    return None


def _answered(message_ids: list[str], town: Town) -> Case | None:
    ours = OutgoingMail.objects.filter(message_id__in=message_ids, case__town=town).select_related("case")
    return _first(message_ids, {mail.message_id: mail.case for mail in ours if mail.case})


def _followed(message_ids: list[str], town: Town) -> Case | None:
    cut = [message_id[:255] for message_id in message_ids]
    items = MailItem.objects.filter(message_id__in=cut, town=town).exclude(message_id="").select_related("case")
    return _first(cut, {item.message_id: item.case for item in items})


def _named(subject: str, town: Town) -> Case | None:
    numbers = list(dict.fromkeys(numbers_in(subject, town)))[:MAX_CANDIDATES]
    items = MailItem.objects.filter(number__in=numbers, town=town).select_related("case")
    return _first(numbers, {item.number: item.case for item in items})


def _first(wanted: list[str], found: dict[str, Case]) -> Case | None:
    return next((found[key] for key in wanted if key in found), None)


def numbers_in(subject: str, town: Town) -> Iterator[str]:
    """What might be a register number of this town: by the pattern of each legal body, then each word with a digit.

    The words find the numbers of a pattern that the town has changed since.
    """
    for patterns in LegalBody.objects.filter(town=town).values_list("arrival_pattern", "departure_pattern"):
        for pattern in patterns:
            for found in re.finditer(_expression(pattern), subject, re.IGNORECASE):
                yield found[0]
                yield found[0].upper()
    for word in subject.split():
        if any(letter.isdigit() for letter in word):
            for bare in (word.strip(AROUND), *re.findall(r"[\[(]([^\[\]()]+)[\])]", word)):
                yield bare
                yield bare.upper()


def _expression(pattern: str) -> str:
    """A pattern such as "CCAS-{year}-{n:05d}" as a regular expression."""
    parts = []
    for literal, field, _format, _conversion in string.Formatter().parse(pattern):
        parts.append(re.escape(literal))
        if field is not None:
            parts.append(r"\d{4}" if field == "year" else r"\d+")
    return rf"(?<![\w-]){''.join(parts)}(?!\w)(?!-\w)"


def _by_party(message: Message, case: Case) -> bool:
    """Whether its sender is known of the case: its correspondent, who wrote in it, or the account of one of them."""
    email = message.sender_email
    if not email or message.disowned:
        return False
    parties = Correspondent.objects.filter(Q(pk=case.correspondent_id) | Q(items__case=case), town=case.town_id)
    if parties.filter(email__iexact=email).exists():
        return True
    return get_user_model().objects.filter(email__iexact=email, correspondents__in=parties).exists()
