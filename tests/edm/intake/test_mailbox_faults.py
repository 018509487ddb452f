"""What goes wrong while mail arrives: nothing lost, nothing doubled, and what comes after is not kept waiting."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from imapclient import SocketTimeout

from edm.files.api import blob_store
from edm.files.api import verify as files_verify
from edm.files.models import Document
from edm.intake.arrivals import MAX_TRIES
from edm.intake.imap import PIECE, MessageStream, MessageWithheld
from edm.intake.mailbox import mailbox_look
from edm.intake.mailboxes import mailbox_check, mailbox_save, mailboxes_due
from edm.intake.models import Mailbox, Reception
from edm.register.models import MailItem
from portal.operations.worker import Asides
from tests.edm.intake.mail_helpers import balanced, mail
from tests.imap_server import PASSWORD

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]

State = Reception.State
FLAGGED = {"\\Flagged", "\\Seen"}


@contextlib.contextmanager
def proxy(port: int, *, cut_after: int) -> Iterator[int]:
    """A wire to the server that breaks after so many bytes of its answers; each connection anew."""
    listener = socket.create_server(("127.0.0.1", 0))

    def carry(source: socket.socket, target: socket.socket, left: float) -> None:
        with contextlib.suppress(OSError):
            while left > 0 and (data := source.recv(min(65536, int(min(left, 65536))))):
                target.sendall(data)
                left -= len(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(("127.0.0.1", port))
                threading.Thread(target=carry, args=(near, far, float("inf")), daemon=True).start()
                threading.Thread(target=carry, args=(far, near, cut_after), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()


def through(box: Mailbox, port: int) -> None:
    Mailbox.objects.filter(pk=box.pk).update(port=port)


@contextlib.contextmanager
def refused(table: str, when: str = "") -> Iterator[None]:
    """The database itself refuses rows of a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TRIGGER refuse BEFORE INSERT ON {table} {when} BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END"
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER refuse")


def test_a_connection_cut_in_the_middle_of_a_message(box, server):
    big = mail("Une lettre.", files={"plan.bin": os.urandom(2 * PIECE)})
    server.append(mail("Avant."))
    uid = server.append(big)
    server.append(mail("Après."))
    with proxy(server.port, cut_after=PIECE + 100_000) as port:
        through(box, port)
        assert mailbox_look(box.pk) == {State.REGISTERED: 1}
        box.refresh_from_db()
        assert (box.error != "", box.retry_at is not None) == (True, True)
    through(box, server.port)
    assert mailbox_look(box.pk) == {State.REGISTERED: 2}
    box.refresh_from_db()
    assert (box.error, box.retry_at) == ("", None)
    assert Reception.objects.get(source__endswith=f"/{uid}").document.blob.path.read_bytes() == big
    assert [item.text.strip() for item in MailItem.objects.order_by("id")] == ["Avant.", "Une lettre.", "Après."]
    assert list(files_verify()) == []
    assert balanced()


def test_a_message_that_is_too_big_stays_on_the_server_and_the_mailbox_says_so(box, server, monkeypatch):
    monkeypatch.setattr("edm.intake.imap.MOST", 2 * PIECE)
    big = server.append(mail(files={"film.bin": os.urandom(2 * PIECE)}))
    server.append(mail("Après."))
    assert mailbox_look(box.pk) == {State.REGISTERED: 1}
    box.refresh_from_db()
    assert f"UID {big}: " in box.error
    assert "trop gros" in box.error
    assert server.flags(big) == set()
    monkeypatch.undo()
    assert mailbox_look(box.pk) == {State.REGISTERED: 1}
    box.refresh_from_db()
    assert box.error == ""
    assert balanced()


@pytest.mark.parametrize(("told", "given"), [({b"RFC822.SIZE": PIECE}, 3), ({b"RFC822.SIZE": 0}, 5), ({}, 5)])
def test_a_server_that_sends_without_end_is_stopped(told, given, monkeypatch, settings):
    monkeypatch.setattr("edm.intake.imap.MOST", 5 * PIECE)
    asked = []

    class Endless:
        host = "imap.example"

        def fetch(self, uids, wanted):
            asked.append(wanted)
            return {7: {b"BODY[]<0>": bytes(PIECE), **told}}

    with pytest.raises(MessageWithheld):
        blob_store(stream=MessageStream(Endless(), 7))
    assert len(asked) == given + 1
    assert [path for path in Path(settings.PARVIS_DATA).rglob("*") if path.is_file() and path.stat().st_size] == []


def test_a_server_that_stops_between_two_messages(box, server):
    for number in range(3):
        server.append(mail(f"Message {number}"))
    server.stop()
    assert mailbox_look(box.pk) == {}
    assert "127.0.0.1" in Mailbox.objects.get().error
    server.start()
    assert mailbox_look(box.pk) == {State.REGISTERED: 3}
    assert balanced()


def test_a_register_that_refuses_to_commit(box, server):
    uids = [server.append(mail(f"Message {number}")) for number in range(3)]
    with refused("edm_register_mailitem", "WHEN NEW.text LIKE 'Message 1%'"):
        assert mailbox_look(box.pk) == {State.REGISTERED: 2}
    assert Reception.objects.filter(state=State.RECEIVED).count() == 1
    assert server.flags(uids[1]) == set()
    assert "disk I/O error" in Mailbox.objects.get().error
    assert mailbox_look(box.pk) == {State.REGISTERED: 1}
    assert server.flags(uids[1]) == FLAGGED
    assert sorted(MailItem.objects.values_list("sequence", flat=True)) == [1, 2, 3]
    assert Document.objects.count() == 3
    assert balanced()


def test_a_ledger_that_refuses_a_row_keeps_the_mark_before_the_message(box, server, caplog):
    for number in range(3):
        server.append(mail(f"Message {number}"))
    second = f"WHEN NEW.source LIKE '%/{server.uids()[1]}'"
    with refused("edm_intake_reception", second), caplog.at_level(logging.ERROR):
        assert mailbox_look(box.pk) == {State.REGISTERED: 2}
        assert mailbox_look(box.pk) == {}
        assert mailbox_look(box.pk) == {}
    assert len(caplog.records) == 1  # tried three times, said once
    assert mailbox_look(box.pk) == {State.REGISTERED: 1}
    assert Reception.objects.count() == 3
    assert balanced()


def test_a_crash_between_the_register_and_the_flag(box, server):
    uid = server.append(mail())
    mailbox_look(box.pk)
    with server.client() as other:
        other.uid("STORE", str(uid), "-FLAGS", "(\\Flagged \\Seen)")
    Reception.objects.update(acknowledged_at=None)
    assert mailbox_look(box.pk) == {}
    assert server.flags(uid) == FLAGGED
    assert Reception.objects.get().acknowledged_at is not None
    assert MailItem.objects.count() == 1


def test_a_crash_between_the_ledger_and_the_register(box, server):
    """The mark itself may be older than the rows."""
    uid = server.append(mail())
    with refused("edm_register_mailitem"):
        mailbox_look(box.pk)
    Mailbox.objects.update(uid_next=1)
    server.remove(uid)  # and the message is gone meanwhile
    assert mailbox_look(box.pk) == {State.REGISTERED: 1}
    assert Reception.objects.get().acknowledged_at is not None
    assert balanced()


def test_a_message_removed_between_the_list_and_the_fetch(box, server, monkeypatch):
    uid = server.append(mail("Retirée."))
    server.append(mail("Restée."))
    monkeypatch.setattr("edm.intake.mailbox.uids_from", removing(server, uid))
    assert mailbox_look(box.pk) == {State.REGISTERED: 1}
    assert (MailItem.objects.get().text.strip(), Mailbox.objects.get().error) == ("Restée.", "")
    assert mailbox_look(box.pk) == {}


def removing(server, uid):
    from edm.intake.imap import uids_from

    def listed(client, first):
        uids = uids_from(client, first)
        if uid in uids:
            server.remove(uid)
            client.noop()  # the server tells of it
        return uids

    return listed


def test_a_mailbox_that_is_numbered_anew_registers_nothing_twice(box, server):
    same = mail("Une lettre.")
    for message in (same, same, mail("Une autre.")):
        server.append(message)
    mailbox_look(box.pk)
    before = list(Reception.objects.order_by("id").values_list("state", "acknowledged_at"))
    server.renumber()
    server.append(mail("Une nouvelle."))
    assert mailbox_look(box.pk) == {State.REGISTERED: 1}
    assert list(Reception.objects.order_by("id").values_list("state", "acknowledged_at"))[:3] == before
    assert (Reception.objects.count(), MailItem.objects.count()) == (4, 3)
    assert mailbox_look(box.pk) == {}
    assert balanced()


def test_what_was_not_flagged_when_the_numbers_changed_is_flagged(box, server):
    gone, kept = server.append(mail("Partie.")), server.append(mail("Restée."))
    mailbox_look(box.pk)
    Reception.objects.update(acknowledged_at=None)
    server.remove(gone)
    with server.client() as other:
        other.uid("STORE", str(kept), "-FLAGS", "(\\Flagged \\Seen)")
    server.renumber()
    assert mailbox_look(box.pk) == {}
    assert server.flags(server.uids()[0]) == FLAGGED
    assert not Reception.objects.filter(acknowledged_at=None).exists()


def test_a_message_above_the_size_is_kept_whole_and_not_read_out(box, server, settings):
    settings.PARVIS_MAIL_MAX_BYTES = PIECE
    sent = mail("Mon dossier.", files={"film.mp4": os.urandom(2 * PIECE)}, subject="Un gros envoi")
    server.append(sent)
    server.append(sent)
    assert mailbox_look(box.pk) == {State.REGISTERED: 1, State.DUPLICATE: 1}
    item = MailItem.objects.get()
    assert (item.subject, item.text.strip()) == ("Un gros envoi", "Mon dossier.")
    assert item.documents.get().blob.path.read_bytes() == sent
    assert "ouvrez l’original" in item.case.events.get(verb="noted").text
    assert balanced()


def test_a_mail_that_ends_the_process_is_registered_unread_at_last(box, server):
    server.append(mail("Un piège."))
    with refused("edm_register_mailitem"):
        mailbox_look(box.pk)
    assert Document.objects.get().read_attempts == 0  # the database was to blame, not the mail
    Document.objects.update(read_attempts=3)
    assert mailbox_look(box.pk) == {State.REGISTERED: 1}
    item = MailItem.objects.get()
    assert item.subject == "Un nid-de-poule"
    assert "n’a pas pu être lu" in item.case.events.get(verb="noted").text


def test_a_mail_that_ends_the_process_as_it_is_judged_is_registered_unread_at_last(box, server, monkeypatch):
    def fails(_message: object) -> str:
        raise MemoryError

    monkeypatch.setattr("edm.intake.arrivals.danger_of", fails)
    server.append(mail("Un piège."))
    for _look in range(MAX_TRIES):
        assert mailbox_look(box.pk) == {}
    monkeypatch.undo()
    assert mailbox_look(box.pk) == {State.REGISTERED: 1}
    assert "n’a pas pu être lu" in MailItem.objects.get().case.events.get(verb="noted").text


def test_a_server_that_hangs_keeps_no_other_mailbox_waiting(box, server, a, monkeypatch):
    monkeypatch.setattr("edm.intake.imap.TIMEOUT", SocketTimeout(connect=60, read=60))
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        mailbox_save(
            mailbox=Mailbox(
                town=a.town, host="127.0.0.1", port=deaf.getsockname()[1], security="none", username="sourde"
            ),
            password=PASSWORD,
        )
        looks = Asides(waits=mailboxes_due, work=mailbox_look, every=0.1)
        server.append(mail("La première."))
        try:
            for count in (1, 2):
                deadline = time.monotonic() + 30
                while MailItem.objects.count() < count and time.monotonic() < deadline:
                    looks()
                    time.sleep(0.05)
                assert MailItem.objects.count() == count
                server.append(mail("La seconde."))
        finally:
            started = time.monotonic()
            looks.stop()
        assert time.monotonic() - started < 5


def test_a_refused_password_is_not_tried_again_at_once_unless_it_is_changed(box, server):
    mailbox_save(mailbox=Mailbox.objects.get(), password="faux")
    box.refresh_from_db()
    assert "refuse" in mailbox_check(box)
    assert mailbox_look(box.pk) == {}
    box.refresh_from_db()
    assert "refuse" in box.error
    assert (box.retry_at - box.checked_at if box.checked_at else box.retry_at) is not None
    mailbox_save(mailbox=box, password=PASSWORD)
    box.refresh_from_db()
    assert (box.error, box.retry_at, mailbox_check(box)) == ("", None, "")
    box.folder = "Nulle part"
    assert "Nulle part" in mailbox_check(box)


def test_the_command_looks_once_and_says_what_it_did(box, server, capsys, tmp_path: Path):
    server.append(mail())
    call_command("intake_mail")
    assert capsys.readouterr().out == "mairie (INBOX): 1 registered\n"
    call_command("intake_mail")
    assert capsys.readouterr().out == "mairie (INBOX): nothing new\n"
    server.stop()
    with pytest.raises(SystemExit):
        call_command("intake_mail")
    server.start()
    call_command("intake_export")
    assert '"source": "mairie@127.0.0.1/INBOX;' in capsys.readouterr().out
