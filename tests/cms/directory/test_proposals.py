"""What anybody proposes of an association: kept, read by a person, accepted or refused, told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cms.directory.models import Entry, Proposal
from cms.directory.services import PER_SENDER_A_DAY, PER_TOWN_AN_HOUR, AlreadyDecided, proposal_accept, proposers_forget
from tests.cms.directory.conftest import entry_make

pytestmark = pytest.mark.django_db


def told(club: Entry | None = None, **more: str) -> dict[str, str]:
    names = (
        "name",
        "summary",
        "description",
        "address",
        "postcode",
        "city",
        "accessibility",
        "phone",
        "email",
        "website",
    )
    data = {name: getattr(club, name) if club else "" for name in names}
    return data | {"proposer_name": "Yvonne Le Goff", "proposer_email": "yvonne@courriel.example"} | more


def propose(reader: Client, club: Entry, **more: str) -> Proposal:
    response = reader.post(f"/annuaire/{club.slug}/proposer/", told(club, **more))
    assert response.status_code == 302
    return Proposal.objects.latest("pk")


def decide(webmaster: Client, proposal: Proposal, **data: str):
    return webmaster.post(f"/gestion/annuaire/propositions/edit/{proposal.pk}/", data)


def test_nothing_is_public_before_a_person_accepts_it(reader, webmaster, club, mailoutbox):
    proposal = propose(reader, club, phone="02 99 00 00 99")
    assert proposal.before == {"phone": "02 99 00 00 24"}
    assert proposal.proposed == {"phone": "02 99 00 00 99"}
    assert "02 99 00 00 99" not in reader.get(f"/annuaire/{club.slug}/").content.decode()
    shown = webmaster.get(f"/gestion/annuaire/propositions/edit/{proposal.pk}/").content.decode()
    assert "02 99 00 00 24" in shown
    assert "02 99 00 00 99" in shown
    assert "1 proposition à lire" in webmaster.get("/gestion/").content.decode()
    assert decide(webmaster, proposal, decision="accept").status_code == 302
    assert "02 99 00 00 99" in reader.get(f"/annuaire/{club.slug}/").content.decode()
    club.refresh_from_db()
    assert club.latest_revision.user.email == "webmestre@alpha.example"
    [mail] = mailoutbox
    assert "Club des Tanneurs" in mail.subject
    assert mail.to == ["yvonne@courriel.example"]
    assert "proposition à lire" not in webmaster.get("/gestion/").content.decode()


def test_only_what_was_proposed_is_applied(reader, webmaster, club):
    proposal = propose(reader, club, phone="02 99 00 00 99")
    Entry.objects.filter(pk=club.pk).update(summary="Changé depuis")
    decide(webmaster, proposal, decision="accept")
    club.refresh_from_db()
    assert (club.summary, club.phone) == ("Changé depuis", "02 99 00 00 99")


def test_a_refusal_says_why_and_changes_nothing(reader, webmaster, club, mailoutbox):
    proposal = propose(reader, club, phone="02 99 00 00 99")
    refused = decide(webmaster, proposal, decision="refuse", decision_reason=" ")
    assert "Dites pourquoi" in refused.content.decode()
    decide(webmaster, proposal, decision="refuse", decision_reason="Ce numéro n’existe pas.")
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.REFUSED
    club.refresh_from_db()
    assert club.phone == "02 99 00 00 24"
    assert len(mailoutbox) == 1


def test_a_second_decision_changes_nothing(reader, webmaster, club, mailoutbox):
    proposal = propose(reader, club, phone="02 99 00 00 99")
    decide(webmaster, proposal, decision="accept")
    decide(webmaster, proposal, decision="refuse", decision_reason="Trop tard.")
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.ACCEPTED
    with pytest.raises(AlreadyDecided):
        proposal_accept(proposal=proposal, user=None)
    assert len(mailoutbox) == 1


def test_a_new_association_is_made_when_it_is_accepted(reader, webmaster, town):
    assert reader.post("/annuaire/proposer/association/", told(name="Chorale")).status_code == 302
    assert not Entry.objects.exists()
    decide(webmaster, Proposal.objects.get(), decision="accept")
    assert "Chorale" in reader.get("/annuaire/chorale/").content.decode()


def test_what_no_longer_fits_is_said_and_nothing_is_applied(webmaster, town, club):
    proposal = Proposal.objects.create(
        town=town, entry=club, title="Club", before={"email": ""}, proposed={"email": "pas une adresse"}
    )
    response = decide(webmaster, proposal, decision="accept")
    assert response.status_code == 200
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.PENDING


def test_errors_are_said_and_what_was_typed_stays(reader, club):
    data = told(club, proposer_email="", website="javascript:alert(1)", summary="Ma phrase")
    page = reader.post(f"/annuaire/{club.slug}/proposer/", data).content.decode()
    assert 'role="alert"' in page
    assert "Ma phrase" in page
    assert 'href="#proposer_email"' in page
    assert 'href="#website"' in page
    unchanged = reader.post(f"/annuaire/{club.slug}/proposer/", told(club)).content.decode()
    assert "Rien n’a changé" in unchanged
    assert not Proposal.objects.exists()


def test_a_robot_is_told_nothing_and_kept_nowhere(reader, club):
    response = reader.post(f"/annuaire/{club.slug}/proposer/", told(club, phone="1", confirmation="oui"))
    assert response.status_code == 302
    assert not Proposal.objects.exists()


def test_there_is_a_limit_for_each_sender_and_for_the_town(reader, club):
    for number in range(PER_SENDER_A_DAY):
        propose(reader, club, phone=f"02 99 00 00 {number:02d}")
    full = reader.post(f"/annuaire/{club.slug}/proposer/", told(club, phone="02"))
    assert "réessayez dans une heure" in full.content.decode()
    for number in range(PER_TOWN_AN_HOUR - PER_SENDER_A_DAY):
        propose(reader, club, phone="02 99", proposer_email=f"p{number}@courriel.example")
    full = reader.post(
        f"/annuaire/{club.slug}/proposer/", told(club, phone="02", proposer_email="autre@courriel.example")
    )
    assert "réessayez dans une heure" in full.content.decode()
    assert Proposal.objects.count() == PER_TOWN_AN_HOUR


def test_only_associations_take_proposals(reader, town):
    entry_make(town, "Voirie")
    assert reader.get("/annuaire/voirie/proposer/").status_code == 404


def test_who_proposed_is_erased_half_a_year_after_the_answer(reader, webmaster, club):
    answered, waiting = propose(reader, club, phone="02 99 00 00 99"), propose(reader, club, phone="02 99 00 00 98")
    decide(webmaster, answered, decision="accept")
    assert proposers_forget() == 0
    Proposal.objects.update(created_at=timezone.now() - timedelta(days=400))
    Proposal.objects.filter(pk=answered.pk).update(decided_at=timezone.now() - timedelta(days=184))
    assert proposers_forget() == 1
    assert proposers_forget() == 0
    answered.refresh_from_db()
    waiting.refresh_from_db()
    assert (answered.proposer_name, answered.proposer_email) == ("", "")
    assert answered.proposed == {"phone": "02 99 00 00 99"}
    assert waiting.proposer_name == "Yvonne Le Goff"
    assert "effacé" in webmaster.get(f"/gestion/annuaire/propositions/edit/{answered.pk}/").content.decode()


def test_another_towns_proposals_are_missing(webmaster, other):
    theirs = entry_make(other, "Ploumagoar", Entry.Kind.ASSOCIATION)
    proposal = Proposal.objects.create(town=other, entry=theirs, title="Ploumagoar")
    assert "Ploumagoar" not in webmaster.get("/gestion/annuaire/propositions/").content.decode()
    assert webmaster.get(f"/gestion/annuaire/propositions/edit/{proposal.pk}/").status_code == 404
    assert decide(webmaster, proposal, decision="accept").status_code == 404


def test_the_form_is_never_kept(reader, club):
    assert "no-store" in reader.get(f"/annuaire/{club.slug}/proposer/")["Cache-Control"]
