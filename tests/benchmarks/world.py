"""Ten thousand cases, written in bulk: what a town of a few thousand inhabitants receives in some years."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from edm.intake.models import Reception
from edm.organisation.models import LegalBody, Town
from edm.register.models import Case, CaseKind, Channel, Correspondent, MailItem, RegisterCounter
from portal.procedures.models import ProcedureIndexPage, ProcedurePage

SUBJECTS = ("Lampadaire éteint", "Benne devant", "Échafaudage", "Raccordement du trottoir", "Stationnement gênant")
STREETS = ("rue du Pont", "rue des Tanneurs", "place du Puits", "quai des Lavandières", "venelle du Four")
STATES = ("new", "taken", "taken", "waiting_citizen", "to_sign", "answered", "answered", "closed", "closed", "closed")
CHANNELS = (Channel.FORM, Channel.SCAN, Channel.EMAIL, Channel.COUNTER)

QUESTIONS = (
    ("11111111-1111-4111-8111-111111111111", "text", "Objet", {"max_length": 200}),
    ("22222222-2222-4222-8222-222222222222", "date", "Jour", {"period": "any"}),
    ("33333333-3333-4333-8333-333333333333", "long_text", "Message", {"max_length": 4000}),
)
ANSWERS = ("Un banc cassé", "14/12/2026", "Devant l’école, depuis lundi matin.")


def procedure_make() -> ProcedurePage:
    """A published procedure of three fields, one step, answered by any channel."""
    town = Town.objects.default()
    assert town is not None
    fields = [
        {"type": kind, "id": id_, "value": {"label": label, "required": True, "help": "", **settings}}
        for id_, kind, label, settings in QUESTIONS
    ]
    page = ProcedurePage(
        title="Banc d’essai",
        intro="Trois questions.",
        slug="banc-d-essai",
        kind=CaseKind.objects.get(town=town, slug="voirie-signalement"),
        steps=[{"type": "step", "id": str(uuid4()), "value": {"title": "Étape", "intro": "", "fields": fields}}],
        live=False,
    )
    ProcedureIndexPage.objects.child_of(town.site.root_page).get().add_child(instance=page)
    page.save_revision().publish()
    return page


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
