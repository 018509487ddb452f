"""Mails put aside, and what a registrar decides of them."""

from __future__ import annotations

import threading

import pytest
from django.db import connections
from django.utils import timezone

from edm.delivery.models import OutgoingMail
from edm.files.api import blob_store
from edm.files.models import Document
from edm.intake.arrivals import MAX_TRIES, mail_admit, reception_write
from edm.intake.models import Reception
from edm.intake.quarantine import QuarantineRefused, quarantine_discard, quarantine_keep, quarantine_release
from edm.register.export import register_lines
from edm.register.models import Case, Channel, MailItem
from tests.edm.intake.mail_helpers import balanced, mail

pytestmark = pytest.mark.django_db(transaction=True)

State = Reception.State
PROGRAM = b"MZ\x90\x00" + bytes(200)


def stored(a, raw: bytes, key: str = "un") -> Reception:
    row = Reception(
        town=a.town, channel=Channel.EMAIL, key=key, source=f"m@h/INBOX;1/{key}", received_at=timezone.now()
    )
    return reception_write(row, blob_store(data=raw, mime="message/rfc822"))


def arrive(a, raw: bytes, key: str = "un") -> Reception:
    row = stored(a, raw, key)
    mail_admit(row)
    return row


@pytest.fixture
def aside(a) -> Reception:
    return arrive(a, mail("Ouvrez vite.", subject="Facture", files={"facture.pdf.exe": PROGRAM}))


def test_a_dangerous_mail_is_put_aside_with_its_reason_and_no_number(aside):
    assert (aside.state, aside.item) == (State.QUARANTINED, None)
    assert aside.reason
    assert (aside.name, aside.sender) == ("Facture", "maryse.cadoret@courriel.example")
    assert not MailItem.objects.exists()
    assert not OutgoingMail.objects.exists()
    (line,) = register_lines()
    assert (line["number"], line["handling"], line["documents"][0]["sha256"]) == (None, "quarantined", aside.sha256)
    assert balanced()


def test_the_same_dangerous_mail_again_is_a_duplicate_of_it(aside, a):
    again = arrive(a, b"Received: ailleurs\r\n" + aside.document.blob.path.read_bytes(), key="deux")
    assert (again.state, again.original) == (State.DUPLICATE, aside)


def test_released_it_is_registered_once_however_often_one_clicks(aside, a):
    receipt = quarantine_release(reception=aside, actor=a.registrar)
    item = MailItem.objects.get()
    assert (receipt.number, receipt.case_id) == (item.number, item.case_id)
    assert {document.name for document in item.documents.all()} == {"Facture.eml", "facture.pdf.exe"}
    assert OutgoingMail.objects.count() == 1
    aside.refresh_from_db()
    assert (aside.state, aside.reviewed_by) == (State.REGISTERED, a.registrar)
    assert quarantine_release(reception=aside, actor=a.registrar).number == item.number
    quarantine_keep(reception=aside, actor=a.registrar)
    with pytest.raises(QuarantineRefused):
        quarantine_discard(reception=aside, actor=a.registrar, reason="trop tard")
    assert (MailItem.objects.count(), OutgoingMail.objects.count()) == (1, 1)
    assert balanced()


def test_two_clicks_at_the_same_moment_give_one_number(aside, a):
    numbers, ready = [], threading.Barrier(2)

    def click() -> None:
        try:
            mine = Reception.objects.get(pk=aside.pk)
            ready.wait(10)
            numbers.append(quarantine_release(reception=mine, actor=a.registrar).number)
        finally:
            connections.close_all()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert numbers == [MailItem.objects.get().number] * 2
    assert balanced()


def test_a_release_is_not_undone_by_a_process_that_had_read_the_row_before(a):
    row = stored(a, mail(files={"photo.exe": PROGRAM}))
    late = Reception.objects.get(pk=row.pk)
    mail_admit(row)
    number = quarantine_release(reception=row, actor=a.registrar).number
    mail_admit(late)
    assert late.state == State.REGISTERED
    late = Reception.objects.get(pk=row.pk)
    assert (late.state, late.item.number, late.reviewed_by) == (State.REGISTERED, number, a.registrar)
    assert balanced()


def test_a_registered_mail_is_made_a_duplicate_by_no_process_that_had_read_the_row_before(a):
    raw = mail()
    first, second = (stored(a, raw, key) for key in ("un", "deux"))
    late = Reception.objects.get(pk=second.pk)
    Document.objects.filter(receptions=second.pk).update(read_attempts=MAX_TRIES)  # to be read from its head
    mail_admit(Reception.objects.get(pk=second.pk))
    mail_admit(first)
    mail_admit(late)
    second.refresh_from_db()
    assert (late.state, second.state, second.original) == (State.REGISTERED, State.REGISTERED, None)
    assert balanced()


def test_released_it_joins_the_case_it_answers(a):
    first = arrive(a, mail("Bonjour."))
    case = first.item.case
    second = arrive(a, mail("Voici.", subject=f"Re: [{case.number}]", files={"photo.exe": PROGRAM}), key="deux")
    quarantine_release(reception=second, actor=a.registrar)
    second.refresh_from_db()
    assert (second.state, second.item.case) == (State.JOINED, case)
    assert balanced()


def test_kept_it_stays_and_has_been_looked_at(aside, a):
    row = quarantine_keep(reception=aside, actor=a.registrar)
    seen = row.reviewed_at
    assert (row.state, row.reviewed_by, seen is not None) == (State.QUARANTINED, a.registrar, True)
    assert quarantine_keep(reception=aside, actor=a.registrar).reviewed_at == seen
    assert quarantine_release(reception=aside, actor=a.registrar).number


def test_discarded_it_is_rejected_with_a_reason_and_its_bytes_stay(aside, a):
    with pytest.raises(QuarantineRefused):
        quarantine_discard(reception=aside, actor=a.registrar, reason="  ")
    row = quarantine_discard(reception=aside, actor=a.registrar, reason="hameçonnage")
    assert (row.state, row.reason, row.document.blob.path.exists()) == (State.REJECTED, "hameçonnage", True)
    assert quarantine_discard(reception=aside, actor=a.registrar, reason="autre").reason == "hameçonnage"
    with pytest.raises(QuarantineRefused):
        quarantine_release(reception=aside, actor=a.registrar)
    assert not Case.objects.exists()
    assert balanced()
