"""The lists and pages of acts, their files, and what programs read."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from cms.council import files, opendata, verification
from cms.council.immutability import triggers_install
from cms.council.models import Act, AgendaItem, Assembly, Grant, Meeting, Member, Posting, Term, Vote, VoteEvent
from cms.council.services import acts, publication
from edm.files.services import document_create
from tests.cms.council.conftest import AUTHOR, PDF, Council, deliberation_make, order_make, put_online
from tests.factories import TownHall
from tests.standards import STANDARDS


def get(hall: TownHall, path: str) -> Any:
    return Client(HTTP_HOST=hall.host).get(path)


def text(hall: TownHall, path: str) -> str:
    response = get(hall, path)
    assert response.status_code == 200, path
    return response.content.decode()


def voted(hall: TownHall) -> tuple[Act, Member, Member]:
    """A deliberation online whose votes are public: one for, one against."""
    term = Term.objects.create(body=hall.body, name="2026–2032", starts_on=date(2026, 3, 22), seats=19)
    people = {"term": term, "joined_on": term.starts_on}
    paul = Member.objects.create(first_name="Paul", last_name="Denis", rank=1, **people)
    maelle = Member.objects.create(first_name="Maëlle", last_name="Tanguy", rank=2, **people)
    meeting = Meeting.objects.create(town=hall.town, body=hall.body, date=date(2026, 11, 12), published=True)
    item = AgendaItem.objects.create(meeting=meeting, position=1, title="Crèche", rapporteur=paul, outcome="adopted")
    ballot = VoteEvent.objects.create(
        item=item, method="public", held_at=timezone.now(), present=2, votes_for=1, votes_against=1, adopted=True
    )
    Vote.objects.create(event=ballot, member=paul, choice="for")
    Vote.objects.create(event=ballot, member=maelle, cast_by=paul, choice="against")
    acts.deliberation_draft(item=item)
    act = acts.deliberation_decide(item=item, ballot=ballot)
    acts.act_text_change(act=act, author=AUTHOR, text="<p>Œuvre d’été</p>", matter_code="8.2")
    act = acts.act_sign(act=act, signed_on=meeting.date)
    publication.act_publish(act=act, user=None, document=document_create(town=hall.town, name="a.pdf", data=PDF))
    act.refresh_from_db()
    return act, paul, maelle


def test_the_list_is_narrowed_by_words_year_theme_and_member(a: TownHall, b: TownHall, council: Council) -> None:
    act, paul, maelle = voted(a)
    found = {
        "": 2, "?q=oeuvre+ete": 1, "?q=%C5%93uvres": 1, "?q=tarifs+cantines": 1, "?q=2026-068": 1, "?q=zzz": 0,
        "?annee=2026": 2, "?annee=2025": 0, "?annee=x": 2, "?matiere=8.2": 1, "?matiere=7": 1, "?matiere=9.9": 2,
        f"?membre={paul.pk}": 1, f"?membre={maelle.pk}": 1, "?membre=999999": 0, "?q=%00": 2,
        f"?q=%C3%A9t%C3%A9&annee=2026&matiere=8&membre={paul.pk}": 1,
    }  # fmt: skip
    for query, count in found.items():
        page = text(a, f"/conseil/deliberations/{query}")
        assert page.count("<li><h3><a href=") == count, query
    assert act.title not in text(b, "/conseil/deliberations/")
    for wrong in ("?page=9", "?page=x"):
        assert get(a, f"/conseil/deliberations/{wrong}").status_code == 404


def test_who_voted_what_is_shown_of_a_public_ballot_alone(a: TownHall) -> None:
    act, _paul, maelle = voted(a)
    page = text(a, act.get_absolute_url())
    assert "Maëlle Tanguy" in page
    assert "par pouvoir" in page
    VoteEvent.objects.update(method="secret")
    assert "Maëlle Tanguy" not in text(a, act.get_absolute_url())
    assert get(a, f"/conseil/deliberations/?membre={maelle.pk}").content.decode().count("<li><h3>") == 0


def test_an_order_tells_whether_it_applies(a: TownHall, b: TownHall) -> None:
    today = timezone.localdate()
    past = {"temporary": True, "starts_on": today - timedelta(9), "ends_on": today - timedelta(1)}
    now = {"temporary": True, "starts_on": today - timedelta(1), "ends_on": today}
    over = put_online(a, order_make(a, title="Fini", streets="Rue basse", **past))
    put_online(a, order_make(a, title="Maintenant", **now), PDF + b"1")
    put_online(a, order_make(a, title="Toujours"), PDF + b"2")
    page = text(a, "/conseil/arretes/")
    assert "Terminé depuis le" in page
    assert "Jusqu’au" in page
    assert "Permanent" in page
    assert "Rue basse" in text(a, over.get_absolute_url())
    assert get(a, f"/conseil/deliberations/{over.pk}/").status_code == 404  # of another nature
    assert get(b, over.get_absolute_url()).status_code == 404
    assert text(a, "/conseil/decisions/").count("<h3>") == 0


def test_a_withdrawn_act_says_why_and_shows_nothing_else(a: TownHall, council: Council) -> None:
    act, version = council.online, council.online.current
    publication.version_withdraw(version=version, reason="Jugement du 2 décembre", legal_ground=True)
    page = text(a, act.get_absolute_url())
    assert "Jugement du 2 décembre" in page
    assert "Le conseil municipal décide" not in page
    for path in (f"/conseil/versions/{version.pk}/document.pdf", f"{act.get_absolute_url()}document.pdf"):
        gone = get(a, path)
        assert (gone.status_code, "Jugement" in gone.content.decode()) == (410, True), path
    assert act.title not in text(a, "/conseil/deliberations/")
    assert "Retiré du site" in text(a, council.meeting.get_absolute_url())
    told = json.loads(text(a, f"/conseil/api/actes/{act.pk}/"))
    assert (told["retrait"], told["pdf"], "texte_html" in told) == ("Jugement du 2 décembre", None, False)


def test_a_replaced_version_keeps_its_address(a: TownHall, b: TownHall, council: Council) -> None:
    first = council.online.current
    other = document_create(town=a.town, name="b.pdf", data=PDF + b"%")
    publication.act_republish(act=council.online, user=None, reason="Coquille", document=other)
    assert get(a, f"/conseil/versions/{first.pk}/document.pdf").getvalue() == PDF
    assert get(a, f"{council.online.get_absolute_url()}document.pdf").getvalue() == PDF + b"%"
    assert "Coquille" in text(a, council.online.get_absolute_url())
    for path in ("document.pdf", "verifier/"):
        assert get(b, f"/conseil/versions/{first.pk}/{path}").status_code == 404


def test_the_file_is_read_again_and_a_change_is_told(
    a: TownHall, council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = council.online.current
    address = f"/conseil/versions/{version.pk}/verifier/"
    assert "Inchangé" in text(a, address)
    reads: list[int] = []
    monkeypatch.setattr(files, "fingerprint_holds", lambda _version: reads.append(1))
    text(a, address)
    assert reads == []  # not more often than every ten minutes
    monkeypatch.undo()
    path = version.document.blob.path
    path.chmod(0o644)
    path.write_bytes(b"autre chose")
    assert not files.fingerprint_holds(version)
    assert any("lost or changed" in line for line in verification.verify())


def test_verify_finds_what_is_off(a: TownHall, council: Council) -> None:
    from django.db import connection

    assert list(verification.verify()) == []
    act = put_online(a, order_make(a))
    Act.objects.filter(pk=act.pk).update(sequence=5)
    assert any("gap" in line for line in verification.verify())
    on_table = "" if connection.vendor == "sqlite" else " ON cms_council_publishedversion"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER council_version_fixed{on_table}")
    assert any("council_version_fixed" in line for line in verification.verify())
    triggers_install()
    assert not any("trigger" in line for line in verification.verify())


def test_programs_read_it_as_json_and_rss(a: TownHall, b: TownHall, council: Council) -> None:
    told = get(a, "/conseil/api/actes/?nature=deliberation&annee=2026")
    assert told["Access-Control-Allow-Origin"] == "*"
    assert not told.cookies
    listed = told.json()
    assert (listed["total"], listed["suivante"]) == (1, None)
    (row,) = listed["resultats"]
    assert (row["numero"], row["sha256"]) == ("2026-068", council.online.current.sha256)
    assert get(a, "/conseil/" + row["pdf"].partition("/conseil/")[2]).getvalue() == PDF
    assert get(a, f"/conseil/api/actes/{council.online.pk}/").json()["texte_html"].startswith("<p>")
    for missing in (f"/conseil/api/actes/{council.waiting.pk}/", "/conseil/api/actes/?page=0"):
        assert get(a, missing).status_code == 404, missing
    assert get(b, f"/conseil/api/actes/{council.online.pk}/").status_code == 404
    assert get(a, "/conseil/api/seances/").json()["total"] == 1
    assert get(b, "/conseil/api/seances/").json()["total"] == 0
    assert Client(HTTP_HOST=a.host).post("/conseil/api/actes/").status_code == 405
    assert "/conseil/api/actes/" in text(a, "/conseil/api/")
    feed = text(a, "/conseil/rss.xml")
    assert "Tarifs de la cantine" in feed
    assert "Tarifs de la cantine" not in text(b, "/conseil/rss.xml")


def open_data(hall: TownHall) -> None:
    hall.body.siren = "213599989"
    hall.body.save()
    Assembly.objects.update_or_create(body=hall.body, defaults={"name": "Conseil municipal", "nic": "00013"})


def rows(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.getvalue().decode())))


def test_open_data_have_what_the_schema_asks(a: TownHall, b: TownHall, council: Council) -> None:
    assert rows(get(a, "/conseil/deliberations/scdl.csv")) == []  # no SIRET yet
    assert set(opendata.gaps(council.online)) >= {"nic"}
    open_data(a)
    acts.act_transmission_record(
        act=council.online, sent_on=date(2026, 11, 13), prefecture_id="PREF035", received_on=date(2026, 11, 13)
    )
    put_online(a, deliberation_make(a, council.meeting, position=3, number="2026-070"), PDF + b"3")  # no matter
    (row,) = rows(get(a, "/conseil/deliberations/scdl.csv"))
    assert tuple(row) == opendata.DELIBERATIONS
    assert (row["COLL_SIRET"], row["DELIB_ID"], row["DELIB_MATIERE_CODE"]) == ("21359998900013", "2026-068", "7.1")
    assert row["DELIB_MATIERE_NOM"] == "finances locales/décisions budgétaires"
    assert (row["PREF_ID"], row["VOTE_POUR"]) == ("PREF035", "17")
    Grant.objects.create(
        body=a.body, agreed_on=date(2026, 11, 12), beneficiary="Club", purpose="Fête", amount=23000,
        paid_from=date(2026, 12, 1),
    )  # fmt: skip
    (grant,) = rows(get(a, "/conseil/subventions/scdl.csv"))
    assert (grant["montant"], grant["nature"], grant["notificationUE"]) == ("23000.00", "aide en numéraire", "non")
    assert rows(get(b, "/conseil/subventions/scdl.csv")) == []


@pytest.mark.skipif(not (STANDARDS / "scdl").is_dir(), reason="PARVIS_STANDARDS has no scdl")
@pytest.mark.parametrize("name", ["deliberations", "subventions"])
def test_open_data_are_valid(a: TownHall, council: Council, name: str, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    open_data(a)
    Grant.objects.create(
        body=a.body, agreed_on=date(2026, 11, 12), beneficiary="Club", purpose="Fête", amount=23000,
        paid_from=date(2026, 12, 1), paid_until=date(2027, 12, 1), conditions="échelonné",
    )  # fmt: skip
    file = tmp_path / f"{name}.csv"
    file.write_bytes(get(a, f"/conseil/{name}/scdl.csv").getvalue())
    schema = frictionless.Schema.from_descriptor(str(STANDARDS / "scdl" / f"scdl-{name}.schema.json"))
    with frictionless.system.use_context(trusted=True):
        report = frictionless.Resource(path=str(file), schema=schema).validate()
    assert report.valid, report.flatten(["type", "note"])


def test_posting_moves_the_time_to_contest(a: TownHall, council: Council) -> None:
    zone = ZoneInfo("Europe/Paris")
    act = deliberation_make(a, council.meeting, position=4, number="2026-072", to_transmit=False)
    act = put_online(a, act, PDF + b"4", at=datetime(2026, 11, 20, 9, 12, tzinfo=zone))
    assert "21 janvier 2027" in text(a, act.get_absolute_url())  # two full months
    a.town.population = 900
    a.town.save()
    Assembly.objects.update_or_create(body=a.body, defaults={"name": "Conseil municipal", "means": "posting"})
    Posting.objects.create(town=a.town, act=act, title="x", place="Mairie", posted_on=date(2026, 11, 13))
    assert "14 janvier 2027" in text(a, act.get_absolute_url())


def test_lists_take_as_many_queries_whatever_their_length(a: TownHall, django_assert_max_num_queries: Any) -> None:
    for n in range(22):
        put_online(a, order_make(a, title=f"Arrêté {n}"), PDF + str(n).encode())
    paths = {"/conseil/arretes/": 8, "/conseil/api/actes/": 4, "/conseil/rss.xml": 4, "/conseil/arretes/?q=arrete": 8}
    for path in paths:
        get(a, path)
    for path, most in paths.items():
        with django_assert_max_num_queries(most):
            get(a, f"{path}{'&' if '?' in path else '?'}x=1")
