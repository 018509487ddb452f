"""The register of the day: what it counts, for whom, and what it tells of what is late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from edm.delivery.models import OutgoingMail
from edm.delivery.services import mail_queue
from edm.intake.day import Account, LedgerDay
from edm.intake.models import Mailbox, Reception
from edm.intake.services import append
from edm.register.models import Channel, MailItem
from edm.register.registration import Sender
from tests.factories import TownHall, case_make

URL = "/gestion/registre/"
SignIn = Callable[[TownHall, str], Client]
State = Reception.State


def reception(hall: TownHall, state: str, **more: Any) -> Reception:
    more.setdefault("received_at", timezone.now())
    more.setdefault("acknowledged_at", more["received_at"])
    more.setdefault("channel", Channel.EMAIL)
    key = f"{state}-{Reception.objects.count()}"
    return Reception.objects.create(town=hall.town, key=key, state=state, **more)


def busy_day(hall: TownHall) -> Any:
    """One of each: 2 registered, 1 joined, 1 duplicate, 1 put aside, 1 rejected."""
    case = case_make(hall, hall.pothole)
    case_make(hall, None, channel=Channel.SCAN)
    append(case_id=case.pk, channel=Channel.EMAIL, key="suite", sender=Sender("Maryse Cadoret"), text="Suite")
    first = Reception.objects.filter(channel=Channel.SCAN).get()
    reception(hall, State.DUPLICATE, original=first, channel=Channel.SCAN, name="scan-0113.pdf")
    reception(
        hall, State.QUARANTINED, name="Facture", sender="compta@fournisseur.example", reason="archive trop grosse"
    )
    reception(hall, State.REJECTED, name="vide.pdf", reason="Le fichier est vide.", channel=Channel.SCAN)
    return case


def page_of(client: Client, query: str = "") -> Any:
    response = client.get(URL + query)
    assert response.status_code == 200
    return response


def test_the_account_of_a_day_is_right(a: TownHall, b: TownHall, sign_in: SignIn) -> None:
    busy_day(a)
    case_make(b, b.pothole)
    page = page_of(sign_in(a, "registrar"))
    assert page.context["total"] == Account(6, 2, 1, 1, 1, 1)
    text = page.content.decode()
    assert "Le compte est juste." in text
    first, *_, last = MailItem.objects.filter(town=a.town).values_list("number", flat=True)
    assert f"numéros {first} à {last}, sans trou" in text
    lines = {line.channel: line.account for line in page.context["lines"]}
    assert lines[Channel.SCAN] == Account(3, 1, 0, 1, 0, 1)
    assert lines[Channel.EMAIL] == Account(2, 0, 1, 0, 1, 0)


def test_what_has_no_answer_and_what_proves_nothing_make_the_account_wrong(a: TownHall, sign_in: SignIn) -> None:
    reception(a, State.RECEIVED)
    reception(a, State.REGISTERED)
    reception(a, State.DUPLICATE)
    page = page_of(sign_in(a, "administrator"))
    assert page.context["total"].missing == 3
    assert "Le compte n’est pas juste" in page.content.decode()


def test_a_number_that_lacks_is_told(a: TownHall) -> None:
    for _ in range(3):
        case_make(a, a.pothole)
    MailItem.objects.filter(sequence=2).update(direction=MailItem.Direction.OUT)
    (numbers,) = LedgerDay(a.town, timezone.localdate()).numbers
    assert (numbers.first, numbers.last, numbers.lacking) == (
        *MailItem.objects.filter(sequence__in=(1, 3)).order_by("sequence").values_list("number", flat=True),
        1,
    )


def test_a_day_is_the_towns_own(a: TownHall, sign_in: SignIn) -> None:
    """Réunion: 21 h in Greenwich is one in the morning, the day after."""
    a.town.time_zone = "Indian/Reunion"
    a.town.save()
    reception(a, State.QUARANTINED, name="Nocturne", received_at=datetime(2026, 3, 9, 21, 0, tzinfo=UTC))
    client = sign_in(a, "registrar")
    assert page_of(client, "?jour=2026-03-09").context["total"].received == 0
    there = page_of(client, "?jour=2026-03-10")
    assert there.context["total"].received == 1
    assert "01:00" in there.content.decode()


def test_the_days_that_change_the_hour_are_whole(a: TownHall) -> None:
    spring, autumn = (LedgerDay(a.town, datetime(2026, *day, tzinfo=UTC).date()) for day in ((3, 29), (10, 25)))
    hours = [(one.end.astimezone(UTC) - one.start.astimezone(UTC)) // timedelta(hours=1) for one in (spring, autumn)]
    assert hours == [23, 25]


def test_released_mail_has_its_number_on_the_day_of_the_release(a: TownHall) -> None:
    case_make(a, a.pothole)
    case = case_make(a, a.pothole)
    today = timezone.localdate()
    row = Reception.objects.get(item__case=case)
    Reception.objects.filter(pk=row.pk).update(
        received_at=timezone.now() - timedelta(days=3), reviewed_at=timezone.now()
    )
    assert LedgerDay(a.town, today - timedelta(days=3)).numbers == []
    assert LedgerDay(a.town, today).numbers[0].last == case.number
    assert LedgerDay(a.town, today - timedelta(days=3)).total.registered == 1


def test_unknown_and_future_days_are_no_error(a: TownHall, sign_in: SignIn) -> None:
    client = sign_in(a, "registrar")
    for asked in ("2999-01-01", "hier", "0001-01-01", "2026-02-30", "%00"):
        assert client.get(f"{URL}?jour={asked}&p=x&envois=99&arrivees=-1").status_code == 200
    page = page_of(client, "?jour=2999-01-01")
    assert page.context["day"] == timezone.localdate()
    assert "Rien n’est encore arrivé aujourd’hui." in page.content.decode()


def test_the_administrator_has_the_counts_and_no_word_of_the_mail(a: TownHall, sign_in: SignIn) -> None:
    case = busy_day(a)
    mail = mail_queue(to=["x@courriel.example"], subject="Un sujet privé", text="…", case=case)
    OutgoingMail.objects.filter(pk=mail.pk).update(
        created_at=timezone.now() - timedelta(hours=1), error="550 <x@courriel.example> inconnu"
    )
    Reception.objects.filter(name="vide.pdf").update(
        acknowledged_at=None, received_at=timezone.now() - timedelta(hours=1)
    )
    words = ("Facture", "fournisseur", "vide.pdf", "sujet privé", "x@courriel", "scan-0113")
    seen = page_of(sign_in(a, "administrator")).content.decode()
    assert "1 courrier mis de côté attend" in seen
    assert "550" in seen
    assert [word for word in words if word in seen] == []
    read = page_of(sign_in(a, "registrar")).content.decode()
    assert [word for word in words if word not in read] == []


@pytest.mark.parametrize("person", ["webmaster", "head", "clerk", "elected", "citizen"])
def test_nobody_else_comes_in(a: TownHall, sign_in: SignIn, person: str) -> None:
    busy_day(a)
    response = sign_in(a, person).get(URL)
    assert response.status_code in (403, 404)
    assert b"Facture" not in response.content


def test_the_same_number_of_queries_for_a_few_and_for_many(a: TownHall, sign_in: SignIn) -> None:
    busy_day(a)
    client = sign_in(a, "registrar")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            page_of(client)
        return len(asked)

    queries()  # content types and the site are read once
    few = queries()
    first = Reception.objects.filter(state=State.REGISTERED).first()
    for number in range(40):
        case_make(a, a.pothole, channel=Channel.COUNTER)
        reception(a, State.QUARANTINED, name=f"Mis de côté {number}", reviewed_by=a.registrar)
        reception(a, State.DUPLICATE, original=first)
    assert queries() == few
    assert few <= 22


def test_the_list_to_look_at_has_pages(a: TownHall, sign_in: SignIn) -> None:
    for number in range(30):
        reception(a, State.REJECTED, name=f"refus-{number:02d}")
    client = sign_in(a, "registrar")
    assert len(page_of(client).context["set_aside"]) == 25
    assert len(page_of(client, "?p=2").context["set_aside"]) == 5


def test_what_waits_for_a_decision_stays_in_sight(a: TownHall, sign_in: SignIn) -> None:
    before = timezone.now() - timedelta(days=4)
    reception(a, State.QUARANTINED, name="À décider", received_at=before)
    reception(a, State.QUARANTINED, name="Décidé", received_at=before, reviewed_at=before, reviewed_by=a.registrar)
    reception(a, State.REJECTED, name="Ancien refus", received_at=before)
    client = sign_in(a, "registrar")
    today = page_of(client).content.decode()
    assert ("À décider" in today, "Décidé" in today, "Ancien refus" in today) == (True, False, False)
    then = page_of(client, f"?jour={timezone.localdate(before)}").content.decode()
    assert ("À décider" in then, "Décidé" in then, "Ancien refus" in then) == (True, True, True)


def test_what_is_late_is_told(a: TownHall, b: TownHall, sign_in: SignIn) -> None:
    long_ago = timezone.now() - timedelta(hours=2)
    reception(a, State.RECEIVED, name="Attend", received_at=long_ago, acknowledged_at=None)
    reception(a, State.QUARANTINED, name="Pas rangé", received_at=long_ago, acknowledged_at=None)
    reception(a, State.RECEIVED, name="Tout neuf", acknowledged_at=None)
    for hall, user, error, active in (
        (a, "mairie", "Le serveur ne répond pas.", True),
        (a, "fermee", "Le mot de passe est refusé.", False),
        (b, "ailleurs", "Panne", True),
    ):
        Mailbox.objects.create(
            town=hall.town, host="imap.example", username=user, error=error, is_active=active, checked_at=long_ago
        )
    page = page_of(sign_in(a, "registrar"))
    text = page.content.decode()
    assert [row.name for row in page.context["receptions"]] == ["Attend", "Pas rangé"]
    assert [box.username for box in page.context["mailboxes"]] == ["mairie"]
    assert "Le serveur ne répond pas." in text
    assert "Rien n’est en retard" not in text


def stuck(hall: TownHall, state: str) -> OutgoingMail:
    """A reply's mail that the server refused for good, or that has waited for two hours."""
    mail = mail_queue(to=["x@courriel.example"], subject="Notre réponse", text="…", case=case_make(hall, hall.pothole))
    assert mail is not None
    refused = state == OutgoingMail.State.FAILED
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=state,
        pending=[] if refused else mail.pending,
        refusals={"x@courriel.example": "550 inconnu"} if refused else {},
        error="550 inconnu" if refused else "Le serveur ne répond pas",
        attempts=1,
        created_at=timezone.now() - timedelta(hours=2),
        due_at=timezone.now() + timedelta(hours=1),
    )
    mail.refresh_from_db()
    return mail


@pytest.mark.parametrize("state", [OutgoingMail.State.FAILED, OutgoingMail.State.DUE])
@pytest.mark.parametrize("person", ["registrar", "administrator"])
def test_a_mail_that_has_not_left_is_tried_again(a: TownHall, sign_in: SignIn, state: str, person: str) -> None:
    mail = stuck(a, state)
    client = sign_in(a, person)
    assert [one.pk for one in page_of(client).context["mails"]] == [mail.pk]
    for _click in (1, 2):
        assert client.post(f"{URL}envois/{mail.pk}/").headers["Location"] == URL
        mail.refresh_from_db()
        assert (mail.state, mail.pending, mail.refusals) == (OutgoingMail.State.DUE, ["x@courriel.example"], {})
        assert mail.due_at <= timezone.now()
    assert client.get(f"{URL}envois/{mail.pk}/").status_code == 405


def test_a_mail_of_another_town_does_not_exist(a: TownHall, b: TownHall, sign_in: SignIn) -> None:
    mail = stuck(b, OutgoingMail.State.FAILED)
    assert sign_in(a, "administrator").post(f"{URL}envois/{mail.pk}/").status_code == 404
    mail.refresh_from_db()
    assert mail.state == OutgoingMail.State.FAILED
    account = mail_queue(to=["x@courriel.example"], subject="Votre mot de passe", text="…")
    assert sign_in(b, "administrator").post(f"{URL}envois/{account.pk}/").status_code == 404
    assert sign_in(a, "administrator").post(f"{URL}envois/{account.pk}/").status_code == 302
