"""Ten thousand cases, written in bulk: what a town of a few thousand inhabitants receives in some years."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.utils import timezone

from edm.intake.models import Reception
from edm.organisation.models import LegalBody, Town
from edm.register.models import Case, CaseKind, Channel, Correspondent, MailItem, RegisterCounter

SUBJECTS = ("Lampadaire éteint", "Benne devant", "Échafaudage", "Raccordement du trottoir", "Stationnement gênant")
STREETS = ("rue du Pont", "rue des Tanneurs", "place du Puits", "quai des Lavandières", "venelle du Four")
STATES = ("new", "taken", "taken", "waiting_citizen", "to_sign", "answered", "answered", "closed", "closed", "closed")
CHANNELS = (Channel.FORM, Channel.SCAN, Channel.EMAIL, Channel.COUNTER)


def cases_fill(*, count: int, clerk: object, seed: int = 7) -> None:
    """Add cases to the default town until it has `count`; half of them are of the clerk's unit."""
    chance = random.Random(seed)
    town = Town.objects.default()
    assert town is not None
    kinds = list(
        CaseKind.objects.filter(town=town, unit__body__kind=LegalBody.Kind.COMMUNE).select_related("unit__body")
    )
    missing = count - Case.objects.count()
    if missing <= 0:
        return
    people = Correspondent.objects.bulk_create(
        [Correspondent(town=town, name=f"Personne {n}", email=f"p{n}@courriel.example") for n in range(2000)]
    )
    body = kinds[0].unit.body
    counter = RegisterCounter.objects.get(body=body, direction="in", year=timezone.localdate().year)
    now = timezone.now()
    cases = [_case(chance, town, kinds, people, counter, counter.last + n, now, clerk) for n in range(1, missing + 1)]
    Case.objects.bulk_create(cases, batch_size=500)
    items = MailItem.objects.bulk_create([_item(case, counter) for case in cases], batch_size=500)
    Reception.objects.bulk_create(
        [
            Reception(
                town=town,
                channel=item.channel,
                key=f"bench-{item.number}",
                received_at=item.at,
                state="registered",
                item=item,
            )
            for item in items
        ],
        batch_size=500,
    )
    counter.last += missing
    counter.save()


def _case(
    chance: random.Random,
    town: Town,
    kinds: list[CaseKind],
    people: list[Correspondent],
    counter: RegisterCounter,
    sequence: int,
    now: datetime,
    clerk: object,
) -> Case:
    kind = chance.choice(kinds)
    state = chance.choice(STATES)
    at = now - timedelta(days=chance.randrange(900), minutes=chance.randrange(1440))
    own = kind.unit.slug == "voirie" and state not in ("new", "closed")
    due = (at + timedelta(days=61)).date() if state not in ("answered", "closed") else None
    return Case(
        town=town,
        body=kind.unit.body,
        kind=kind,
        unit=kind.unit,
        assignee=clerk if own and chance.random() < 0.5 else None,
        correspondent=chance.choice(people),
        state=state,
        confidential=kind.confidential,
        number=f"{counter.year}-{sequence:05d}",
        subject=f"{chance.choice(SUBJECTS)}, {chance.randrange(1, 80)} {chance.choice(STREETS)}",
        origin=chance.choice(CHANNELS),
        received_at=at,
        decision_due=due,
        due=due,
    )


def _item(case: Case, counter: RegisterCounter) -> MailItem:
    return MailItem(
        town=case.town,
        body=case.body,
        case=case,
        direction="in",
        year=counter.year,
        sequence=int(case.number[-5:]),
        number=case.number,
        channel=case.origin,
        at=case.received_at,
        correspondent=case.correspondent,
        subject=case.subject,
        text=f"{case.subject}. Merci de faire le nécessaire.",
        handling="new_case",
    )
