"""An act's life by its services: decided, numbered, signed, transmitted, put online, replaced, withdrawn."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pypdfium2
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cms.council import papers
from cms.council.models import Act, AgendaItem, Deliberation, Meeting, MunicipalOrder, PublishedVersion, VoteEvent
from cms.council.services import acts, publication
from edm.files.services import document_create
from tests.factories import TownHall

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
AUTHOR = "Anne Le Gall, maire"


@pytest.fixture(autouse=True)
def fast_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """A paper that says what it was made of; the real one is in test_papers.py."""
    made = "%PDF-1.4\n{}{}\n%%EOF\n"
    monkeypatch.setattr(
        publication, "act_pdf", lambda act: made.format(act.title, act.public_text or act.text).encode()
    )


def meeting_make(hall: TownHall, day: date = date(2026, 11, 12)) -> Meeting:
    return Meeting.objects.create(town=hall.town, body=hall.body, date=day, published=True, in_office=19)


def item_make(meeting: Meeting, position: int = 1) -> AgendaItem:
    return AgendaItem.objects.create(meeting=meeting, position=position, title=f"Point {position}", report="Vu…")


def ballot_make(item: AgendaItem, *, adopted: bool = True) -> VoteEvent:
    return VoteEvent.objects.create(
        item=item, method="public", held_at=timezone.now(), present=17, votes_for=15, votes_against=1, abstentions=1,
        adopted=adopted,
    )  # fmt: skip


def order_make(hall: TownHall, **more: Any) -> Act:
    facts = {"title": "Stationnement", "text": "<p>Interdit.</p>", "author": AUTHOR, "date": date(2026, 11, 2), **more}
    return MunicipalOrder.objects.create(town=hall.town, body=hall.body, **facts)


def signed(hall: TownHall, **more: Any) -> Act:
    return acts.act_sign(act=order_make(hall, **more), signed_on=date(2026, 11, 3))


def test_an_item_becomes_an_act_with_its_number_and_totals(a: TownHall) -> None:
    meeting = meeting_make(a)
    item = item_make(meeting)
    draft = acts.deliberation_draft(item=item)
    assert acts.deliberation_draft(item=item) == draft
    assert (draft.state, draft.number, draft.text) == ("draft", "", "<p>Vu…</p>")
    act = acts.deliberation_decide(item=item, ballot=ballot_make(item))
    assert (act.state, act.number, act.result) == ("adopted", "2026-001", "adopted")
    assert (act.members_count, act.voters_count, act.votes_for) == (19, 17, 15)
    assert Deliberation.objects.get().pk == act.pk


def test_what_is_not_adopted_is_recorded_and_never_goes_on(a: TownHall) -> None:
    meeting = meeting_make(a)
    rejected, postponed = item_make(meeting, 1), item_make(meeting, 2)
    act = acts.deliberation_decide(item=rejected, ballot=ballot_make(rejected, adopted=False))
    assert (act.state, act.result, act.number) == ("draft", "rejected", "")
    with pytest.raises(acts.ActRefused):
        acts.act_adopt(act=act)
    with pytest.raises(acts.ActRefused):
        acts.act_sign(act=act, signed_on=meeting.date)
    with pytest.raises(publication.PublicationRefused):
        publication.act_publish(act=act, user=None)
    assert acts.deliberation_decide(item=postponed, result="postponed").result == "postponed"
    with pytest.raises(acts.ActRefused):
        acts.deliberation_decide(item=postponed, result="adopted")


def test_numbers_have_no_gap_and_go_on_after_those_that_were_typed(a: TownHall) -> None:
    meeting = meeting_make(a)
    Deliberation.objects.create(
        town=a.town, body=a.body, meeting=meeting, date=meeting.date, number="2026-070", title="Saisie"
    )
    numbers = []
    for position in (1, 2, 3):
        item = item_make(meeting, position)
        if position == 2:
            with transaction.atomic():
                acts.deliberation_decide(item=item, ballot=ballot_make(item))
                transaction.set_rollback(True)  # which gives the number back
        numbers.append(acts.deliberation_decide(item=item, ballot=ballot_make(item)).number)
    assert numbers == ["2026-071", "2026-072", "2026-073"]
    assert signed(a).number == "A2026-001"
    assert acts.assembly_for(a.body).name == "Conseil municipal"


def test_a_signed_act_is_no_longer_changed_and_its_text_is_cleaned(a: TownHall) -> None:
    act = acts.act_text_change(act=order_make(a), text='<p onclick="x">Un</p><script>2</script>')
    assert act.text == "<p>Un</p>"
    act = acts.act_sign(act=act, signed_on=date(2026, 11, 3))
    with pytest.raises(acts.ActRefused):
        acts.act_text_change(act=act, text="<p>Deux</p>")
    assert acts.act_text_change(act=act, matter_code="6.1").matter_code == "6.1"
    with pytest.raises(ValueError, match="state"):
        acts.act_text_change(act=act, state="published")


def test_the_transmission_is_recorded_before_or_after(a: TownHall) -> None:
    act = order_make(a)
    with pytest.raises(acts.ActRefused):
        acts.act_transmission_record(act=act, sent_on=date(2026, 11, 4))
    act = acts.act_sign(act=act, signed_on=date(2026, 11, 3))
    with pytest.raises(acts.ActRefused):
        acts.act_transmission_record(act=act, sent_on=date(2026, 11, 2))
    act = acts.act_transmission_record(act=act, sent_on=date(2026, 11, 4), prefecture_id="PREF035")
    assert act.state == "transmitted"
    publication.act_publish(act=act, user=None)
    act = acts.act_transmission_record(
        act=act, sent_on=date(2026, 11, 4), prefecture_id="PREF035", received_on=date(2026, 11, 5)
    )
    assert (act.state, act.prefecture_date) == ("published", date(2026, 11, 5))


def test_an_act_is_put_online_once_with_its_fingerprint(a: TownHall) -> None:
    act = signed(a)
    version = publication.act_publish(act=act, user=None)
    assert publication.act_publish(act=act, user=None) == version
    act.refresh_from_db()
    assert (act.state, act.current, act.published_at) == ("published", version, version.put_online_at)
    assert version.document.blob_id == version.sha256
    assert version.author == AUTHOR
    with pytest.raises(ValidationError):
        version.save()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE cms_council_publishedversion SET sha256 = %s", ["0" * 64])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM cms_council_publishedversion")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"author": "Le maire"}, "prénom"),
        ({"author": ""}, "prénom"),
        ({"text": ""}, "texte"),
        ({"publicity": "individual"}, "notifié"),
        ({"publicity": "aid"}, "aide"),
    ],
)
def test_what_may_not_go_online_is_told(a: TownHall, more: dict[str, str], said: str) -> None:
    act = signed(a, **more)
    with pytest.raises(publication.PublicationRefused, match=said):
        publication.act_publish(act=act, user=None)
    assert not PublishedVersion.objects.exists()


def test_individual_acts_go_online_by_no_path(a: TownHall) -> None:
    online = signed(a)
    version = publication.act_publish(act=online, user=None)
    for publicity in ("individual", "aid"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Act.objects.filter(pk=online.pk).update(publicity=publicity)
        act = signed(a, publicity=publicity)
        with pytest.raises(IntegrityError), transaction.atomic():
            Act.objects.filter(pk=act.pk).update(published_at=timezone.now(), current=version)
        assert not Act.objects.online(a.town).filter(pk=act.pk).exists()


def test_names_are_taken_out_and_the_signed_paper_is_not_shown(a: TownHall) -> None:
    act = signed(a, text="<p>Mme Dupont</p>")
    paper = document_create(town=a.town, name="signe.pdf", data=PDF)
    with pytest.raises(publication.PublicationRefused):
        publication.act_publish(act=act, user=None, public_text="<p>Mme D.</p>", document=paper)
    version = publication.act_publish(act=act, user=None, public_text="<p>Mme D.</p>")
    act.refresh_from_db()
    assert version.anonymised
    assert (act.text, act.public_text) == ("<p>Mme Dupont</p>", "<p>Mme D.</p>")
    assert b"Dupont" not in version.document.blob.path.read_bytes()


def test_a_new_version_replaces_and_hides_what_had_names(a: TownHall) -> None:
    act = signed(a)
    first = publication.act_publish(act=act, user=None)
    with pytest.raises(publication.PublicationRefused):
        publication.act_republish(act=act, user=None, reason="Sans changement")
    paper = document_create(town=a.town, name="corrige.pdf", data=PDF)
    second = publication.act_republish(act=act, user=None, reason="Coquille", document=paper)
    first.refresh_from_db()
    assert (second.number, first.withdrawn_at) == (2, None)
    third = publication.act_republish(act=act, user=None, reason="Un nom", public_text="<p>X</p>")
    second.refresh_from_db()
    first.refresh_from_db()
    act.refresh_from_db()
    assert second.withdrawn_at
    assert first.withdrawn_at  # every version that had the names
    assert (third.number, act.current, act.published_at) == (3, third, first.put_online_at)


def test_two_months_are_kept_but_for_a_legal_ground(a: TownHall) -> None:
    act = signed(a)
    version = publication.act_publish(act=act, user=None)
    with pytest.raises(publication.PublicationRefused, match="deux mois"):
        publication.version_withdraw(version=version, reason="Plus utile")
    with pytest.raises(publication.PublicationRefused):
        publication.version_withdraw(version=version, reason=" ", legal_ground=True)
    later = timezone.now() + timedelta(days=63)
    publication.version_withdraw(version=version, reason="Caduc", at=later)
    act.refresh_from_db()
    assert (act.state, act.withdrawn_reason, act.current) == ("withdrawn", "Caduc", version)
    other = publication.act_publish(act=signed(a), user=None)
    publication.version_withdraw(version=other, reason="Jugement du 2 décembre", legal_ground=True)
    assert other.withdrawn_at


def test_papers_of_a_meeting_are_versions_too(a: TownHall) -> None:
    meeting = meeting_make(a)
    first = publication.version_publish(kind="list", meeting=meeting, pdf=PDF, user=None)
    assert publication.version_publish(kind="list", meeting=meeting, pdf=PDF, user=None) == first
    second = publication.version_publish(kind="list", meeting=meeting, pdf=PDF + b"%", user=None)
    assert (first.number, second.number) == (1, 2)
    publication.version_withdraw(version=first, reason="Remplacée")  # replaced: before two months
    with pytest.raises(ValueError, match="act"):
        publication.version_publish(kind="act", meeting=meeting, pdf=PDF, user=None)


def test_the_paper_is_a_tagged_pdf_a(a: TownHall) -> None:
    act = signed(a)
    made = papers.act_pdf(act)
    assert made.startswith(b"%PDF-1.7")
    with pypdfium2.PdfDocument(made) as document:
        assert pypdfium2.raw.FPDFCatalog_IsTagged(document.raw)
    assert papers.act_pdf(act) == made  # what was previewed is what is put online
