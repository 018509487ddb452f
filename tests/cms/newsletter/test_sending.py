"""Letters: each subscriber gets one copy, whatever happens meanwhile; what comes back is counted."""

from datetime import date, timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from cms.newsletter import sending
from cms.newsletter.letters import letter_schedule, letter_take_back
from cms.newsletter.models import Copy, Letter, Subscriber
from cms.pages.models import NewsCategory, NewsIndexPage, NewsPage
from edm.delivery.models import OutgoingMail
from edm.delivery.services import mail_bounced
from edm.intake.mailbox import mailbox_look
from edm.intake.mailboxes import mailboxes_due
from edm.intake.models import Mailbox
from edm.organisation.services import unit_create
from edm.register.registration import registry_prepare
from tests.cms.newsletter.conftest import mails
from tests.edm.intake.mail_helpers import CORPUS, crlf
from tests.imap_server import ImapServer


def send_all() -> None:
    """As the worker does, its queue emptied meanwhile."""
    while sending.letters_send():
        OutgoingMail.objects.filter(state="due").update(state="sent")


def test_one_copy_each_with_the_headers_of_one_click(letter, subscribed):
    people = [subscribed(number) for number in range(3)]
    subscribed(7, state="pending")
    subscribed(8, state="suspended")
    assert letter_schedule(letter=letter)
    send_all()
    raws = mails()
    assert len(raws) == 3
    for person, raw in zip(people, raws, strict=True):
        assert f"To: {person.email}\r\n" in raw
        leave = f"/lettre/quitter/{person.token}/"
        assert f"List-Unsubscribe: <http://alpha.example{leave}>\r\n" in raw
        assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
        assert "mairie@alpha.example" in raw
        message = message_from_bytes(raw.encode(), policy=policy.default)
        for kind in ("plain", "html"):
            body = message.get_body((kind,)).get_content()
            assert leave in body
            assert "%%" not in body
            assert "http://alpha.example/eau/" in body, "a mail's links are whole"
    letter.refresh_from_db()
    assert letter.state == Letter.State.SENT
    assert letter.sent_at


def test_a_worker_that_dies_goes_on_where_it_stopped(letter, subscribed, monkeypatch):
    for number in range(7):
        subscribed(number)
    monkeypatch.setattr(sending, "BATCH", 3)
    letter_schedule(letter=letter)
    sending.letters_send()
    OutgoingMail.objects.update(state="sent")
    real = sending.copy_queue
    written = []

    def dies(*args, **kwargs):
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(args)
        return real(*args, **kwargs)

    monkeypatch.setattr(sending, "copy_queue", dies)
    with pytest.raises(KeyboardInterrupt):
        sending.letters_send()
    assert Copy.objects.count() == OutgoingMail.objects.count() == 3, "half a batch is none"
    monkeypatch.setattr(sending, "copy_queue", real)
    send_all()
    recipients = [mail.recipients[0] for mail in OutgoingMail.objects.all()]
    assert len(recipients) == len(set(recipients)) == 7


def test_a_few_copies_at_a_time_wait(letter, subscribed, monkeypatch):
    for number in range(5):
        subscribed(number)
    monkeypatch.setattr(sending, "BATCH", 2)
    letter_schedule(letter=letter)
    while sending.letters_send():
        pass
    assert OutgoingMail.objects.filter(state="due").count() == 2, "a receipt leaves before the rest"


def test_its_themes_choose_who_gets_it(letter, subscribed, themes):
    subscribed(1, theme=themes[0])
    subscribed(2, theme=themes[1])
    letter.themes.set([themes[1]])
    letter_schedule(letter=letter)
    send_all()
    assert [mail.recipients for mail in OutgoingMail.objects.all()] == [["abonnee2@exemple.fr"]]


def test_it_leaves_at_its_hour_and_can_be_taken_back_before(letter, subscribed):
    subscribed(1)
    letter_schedule(letter=letter, at=timezone.now() + timedelta(hours=1))
    send_all()
    assert not OutgoingMail.objects.exists()
    assert letter_take_back(letter=letter)
    letter.refresh_from_db()
    assert letter.is_draft
    letter_schedule(letter=letter)
    assert not letter_schedule(letter=letter), "a second click sends nothing twice"
    send_all()
    assert not letter_take_back(letter=letter)
    assert OutgoingMail.objects.count() == 1


def test_an_empty_letter_does_not_leave(town):
    assert not letter_schedule(letter=Letter.objects.create(town=town, subject="Rien"))


def copy_to(letter, subscriber, state="sent", error=""):
    mail = OutgoingMail.objects.create(
        message_id=f"{letter.pk}.{subscriber.pk}@alpha.example",
        sender="mairie@alpha.example",
        recipients=[subscriber.email],
        pending=[],
        subject="x",
        raw=b"",
        due_at=timezone.now(),
        state=state,
        error=error,
    )
    return Copy.objects.create(letter=letter, subscriber=subscriber, mail=mail)


def test_an_address_that_is_gone_is_suspended_at_once(letter, subscribed):
    gone, full = subscribed(1), subscribed(2)
    copy_to(letter, gone, "failed", "550 5.1.1 User unknown")
    copy_to(letter, full, "failed", "552 5.2.2 Mailbox full")
    sending.returns_read()
    states = dict(Subscriber.objects.values_list("email", "state"))
    assert states == {gone.email: "suspended", full.email: "confirmed"}


def test_three_letters_in_a_row_that_come_back_suspend(town, subscribed):
    full, better = subscribed(1), subscribed(2)
    for number in range(3):
        letter = Letter.objects.create(town=town, subject=str(number))
        copy_to(letter, full, "failed", "552 5.2.2 Mailbox full")
        copy_to(letter, better, "sent" if number == 1 else "failed", "451 4.7.1 Later")
        sending.returns_read()
    states = dict(Subscriber.objects.values_list("email", "state"))
    assert states == {full.email: "suspended", better.email: "confirmed"}


def test_what_comes_back_after_it_was_sent_counts_too(letter, subscribed):
    gone = subscribed(1)
    copy = copy_to(letter, gone)
    sending.returns_read()
    gone.refresh_from_db()
    assert gone.state == "confirmed"
    mail_bounced(case=None, message_ids=[copy.mail.message_id], addresses=[gone.email], words="5.1.1 came back")
    sending.returns_read()
    gone.refresh_from_db()
    copy.refresh_from_db()
    assert (gone.state, copy.result) == ("suspended", "failed")
    assert not sending.returns_read()


@pytest.mark.server
@pytest.mark.django_db(transaction=True)
def test_a_copy_that_a_mail_server_returns_suspends_whom_it_did_not_reach(letter, subscribed, settings):
    """The report of a mail server, as it comes into the town's own mailbox among the citizens' mails."""
    registry_prepare(unit=unit_create(body=letter.town.bodies.get(), name="Accueil"))
    gone, other = subscribed(1), subscribed(2)
    letter_schedule(letter=letter)
    send_all()
    copy = gone.copies.get()
    report = (CORPUS / "M30-dsn-echec.eml").read_bytes()
    report = report.replace(b"D-2026-000124@saint-exemple.example", copy.mail.message_id.encode())
    report = report.replace(b"faute.frappe@courriel.example", gone.email.encode())
    with ImapServer() as server:
        settings.PARVIS_IMAP_URL = server.url
        mailboxes_due()
        server.append(crlf(report))
        mailbox_look(Mailbox.objects.get().pk)
    while sending.returns_read():
        pass
    assert dict(Subscriber.objects.values_list("email", "state")) == {gone.email: "suspended", other.email: "confirmed"}
    assert {copy.subscriber.email: copy.result for copy in letter.copies.all()} == {
        gone.email: "failed",
        other.email: "sent",
    }


def test_a_forged_return_names_nobody_else(letter, subscribed):
    one, other = subscribed(1), subscribed(2)
    copy = copy_to(letter, one)
    copy_to(letter, other)
    mail_bounced(case=None, message_ids=[copy.mail.message_id], addresses=[other.email], words="5.1.1")
    sending.returns_read()
    assert set(Subscriber.objects.values_list("state", flat=True)) == {"confirmed"}


def test_who_leaves_is_counted_by_the_letter_alone(letter, subscribed, reader):
    person = subscribed(1)
    copy_to(letter, person)
    reader.post(f"/lettre/quitter/{person.token}/")
    letter.refresh_from_db()
    assert letter.left == 1
    assert Copy.objects.get().subscriber is None


def news_add(town, title: str, category=None):
    index = NewsIndexPage.objects.descendant_of(town.site.root_page).get()
    page = NewsPage(title=title, slug=title.lower(), date=date(2026, 11, 2), category=category, locale=index.locale)
    index.add_child(instance=page)
    page.save_revision().publish()
    return page


def test_a_letter_begins_with_what_is_new(town, themes, webmaster, subscribed):
    school = NewsCategory.objects.create(town=town, name="École")
    news_add(town, "Pont")
    news_add(town, "Classe", school)
    titles = [
        block.value.title for block in webmaster.get("/gestion/lettre/lettres/new/").context["form"].instance.content
    ]
    assert titles == ["Classe", "Pont"]
    Letter.objects.create(town=town, subject="Avant", sent_at=timezone.now())
    news_add(town, "Fontaine")
    form = webmaster.get("/gestion/lettre/lettres/new/").context["form"]
    assert [block.value.title for block in form.instance.content] == ["Fontaine"]
