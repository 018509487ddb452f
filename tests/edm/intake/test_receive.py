from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from edm.delivery.models import OutgoingMail
from edm.intake import services
from edm.intake.ledger import verify as ledger_verify
from edm.intake.models import Reception
from edm.register.export import register_lines
from edm.register.models import Case, MailItem
from edm.register.registration import Fact, Sender
from edm.register.verification import verify as register_verify
from tests.factories import TownHall, case_make

SENDER = Sender(name="Maryse Cadoret", email="maryse.cadoret@courriel.example")


def receive(hall: TownHall, key: str, **more: object) -> services.Receipt:
    given: dict[str, object] = {"kind": hall.pothole, "subject": "Lampadaire éteint", "sender": SENDER} | more
    return services.receive(town=hall.town, channel="form", key=key, **given)  # type: ignore[arg-type]


def test_an_arrival_is_numbered_routed_and_told(a: TownHall) -> None:
    receipt = receive(a, "k1", facts=[Fact("Où ?", "Rue des Tanneurs")])
    case = Case.objects.get(pk=receipt.case_id)
    item = MailItem.objects.get(pk=receipt.item_id)
    year = datetime.now(UTC).year
    assert receipt.number == f"{year}-00001" == case.number == item.number
    assert (case.unit, case.state, case.origin) == (a.roads, "new", "form")
    assert case.facts == [{"label": "Où ?", "value": "Rue des Tanneurs"}]
    assert next(register_lines())["text"] == "Où ? : Rue des Tanneurs"
    assert Reception.objects.get().state == Reception.State.REGISTERED
    mail = OutgoingMail.objects.get()
    assert mail.recipients == ["maryse.cadoret@courriel.example"]
    assert receipt.number in mail.subject


def test_the_same_key_gives_the_same_number(a: TownHall) -> None:
    first, second = receive(a, "k1"), receive(a, "k1", subject="Autre")
    assert (first.number, first.created, second.created) == (second.number, True, False)
    assert Case.objects.count() == MailItem.objects.count() == OutgoingMail.objects.count() == 1


def test_the_same_key_in_another_town_is_another_arrival(a: TownHall, b: TownHall) -> None:
    assert receive(a, "k1").case_id != receive(b, "k1").case_id
    assert MailItem.objects.filter(number__endswith="-00001").count() == 2


def test_a_rollback_leaves_no_gap(a: TownHall) -> None:
    receive(a, "k1")
    with transaction.atomic():
        receive(a, "k2")
        transaction.set_rollback(True)
    assert receive(a, "k3").number.endswith("-00002")
    assert list(register_verify()) == list(ledger_verify()) == []


def test_the_year_is_the_towns(a: TownHall, monkeypatch: pytest.MonkeyPatch) -> None:
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # already 2027 in Paris
    monkeypatch.setattr("django.utils.timezone.now", lambda: new_year)
    assert receive(a, "k1").number == "2027-00001"


def test_what_nobody_qualified_waits_at_the_registry_without_a_term(a: TownHall) -> None:
    receipt = services.receive(town=a.town, channel="scan", key="k1", subject="Lettre", sender=Sender())
    case = Case.objects.get(pk=receipt.case_id)
    assert (case.unit, case.kind, case.due) == (a.registry, a.unqualified, None)
    assert not OutgoingMail.objects.exists()


def test_an_electronic_request_must_be_acknowledged_and_is(a: TownHall) -> None:
    case = case_make(a, a.birth)
    assert case.acknowledged_at
    assert case.due == case.decision_due
    text = bytes(OutgoingMail.objects.get().raw).decode("utf-8", "replace")
    assert case.number in text


def test_a_follow_up_joins_its_case_and_starts_the_clock_again(a: TownHall) -> None:
    case = case_make(a, a.birth)
    from edm.register import services as register

    register.case_move(case=case, actor=a.civil_head, state="waiting_citizen")
    assert case.clock_stopped_at
    receipt = services.append(case_id=case.pk, channel="form", key="suite", sender=SENDER, text="Voici la pièce")
    again = services.append(case_id=case.pk, channel="form", key="suite", sender=SENDER, text="Voici la pièce")
    case.refresh_from_db()
    assert receipt.number == again.number
    assert receipt.number.endswith("-00002")
    assert (case.state, case.clock_stopped_at) == ("new", None)
    assert case.items.count() == 2


def test_a_follow_up_opens_an_ended_case_again(a: TownHall) -> None:
    from edm.register import services as register

    case = case_make(a, a.pothole)
    register.case_close(case=case, actor=a.clerk, reason="Doublon")
    services.append(case_id=case.pk, channel="form", key="suite", sender=SENDER, text="Non !")
    case.refresh_from_db()
    assert case.state == "reopened"


@pytest.mark.django_db(transaction=True)
def test_simultaneous_arrivals_have_neither_gap_nor_double(a: TownHall) -> None:
    """Eight threads, half of them posting the same keys."""
    answers: list[services.Receipt] = []

    def work(name: str) -> None:
        try:
            answers.extend(receive(a, f"{name}-{n}") for n in range(5))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in "AABBCCDD"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 40
    assert sum(answer.created for answer in answers) == 20
    assert len({answer.number for answer in answers}) == 20
    assert list(register_verify()) == list(ledger_verify()) == []


def test_query_count_of_an_arrival(a: TownHall, django_assert_max_num_queries: object) -> None:
    receive(a, "warm")
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        receive(a, "k1")
