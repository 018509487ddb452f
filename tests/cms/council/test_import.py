"""Taking over a town's acts: once, line by line, and nothing kept of what is wrong."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cms.council.importing import run
from cms.council.models import Act, Assembly, Deliberation, Meeting, PublishedVersion
from tests.factories import TownHall

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SCDL = (
    "COLL_NOM,COLL_SIRET,DELIB_ID,DELIB_DATE,DELIB_MATIERE_CODE,DELIB_MATIERE_NOM,DELIB_OBJET,BUDGET_ANNEE,BUDGET_NOM,"
    "PREF_ID,PREF_DATE,VOTE_EFFECTIF,VOTE_REEL,VOTE_POUR,VOTE_CONTRE,VOTE_ABSTENTION,DELIB_URL\n"
)


def line(number: str, day: str = "2024-03-14", matter: str = "7.5", url: str = "") -> str:
    facts = f"Ville,,{number},{day},{matter},finances locales/subventions,Subventions {number},2024,Principal"
    return f"{facts},PREF035,2024-03-20,19,17,15,1,1,{url}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pdf" / "2024").mkdir(parents=True)
    for number in (1, 2):
        (tmp_path / "pdf" / "2024" / f"Délib-{number}.PDF").write_bytes(PDF + str(number).encode())
    return tmp_path / "pdf"


def imported(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("council_import", str(path), *options, stdout=out, verbosity=0)
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_a_scdl_file_is_taken_over_once(a: TownHall, tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "scdl.csv"
    path.write_text(SCDL + line("1", url="https://ville.example/docs/D%C3%A9lib-1.pdf") + line("2"), "utf-8")
    assert "2 " in imported(path, "--pdf", str(folder), "--dry-run")
    assert not Act.objects.exists()
    assert not Meeting.objects.exists()
    imported(path, "--pdf", str(folder))
    first, second = Deliberation.objects.order_by("number")
    assert (first.votes_for, first.votes_against, first.abstentions, first.voters_count) == (15, 1, 1, 17)
    assert (first.prefecture_id, first.prefecture_date, first.matter_code) == ("PREF035", date(2024, 3, 20), "7.5")
    assert first.meeting == second.meeting
    assert first.meeting.date == date(2024, 3, 14)
    assert first.current.sha256 == first.current.document.blob_id
    assert second.current is None
    assert list(Deliberation.objects.online(a.town)) == [first, second]
    assert "2 " in imported(path, "--pdf", str(folder))
    assert Act.objects.count() == 2
    assert PublishedVersion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_spreadsheet_of_the_town_is_understood(a: TownHall, tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "registre.csv"
    text = "N°;Date;Objet;Fichier;Résultat\n1;14/03/2024;École : « rénovation »;Délib-1.pdf;Rejetée\n"
    path.write_bytes(text.encode("cp1252"))
    imported(path, "--pdf", str(folder))
    act = Deliberation.objects.get()
    assert (act.title, act.result) == ("École : « rénovation »", Act.Result.REJECTED)
    assert act.current is not None


@pytest.mark.django_db(transaction=True)
def test_words_as_town_halls_write_them(a: TownHall, tmp_path: Path) -> None:
    path = tmp_path / "registre.csv"
    path.write_text(
        "Type d'acte\tRéférence\tTitre\tDate de la séance\tIntitulé de l'objet\tObjet de la délibération\t"
        "Code matière\tRésultat du vote\tNombre de voix pour\n"
        "Délibérations\t12\tnon lu\t14.03.2024\tnon lu\tBudget primitif\t7.1 Décisions budgétaires\t"
        "ADOPTÉ à l'unanimité\t15,0\n"
        "DE\t13\tnon lu\t14/03/24\tnon lu\tSubvention\tSubventions\tReportée à une autre séance\t\n"
        "Délibération\t14\tnon lu\t14-03-2024\tnon lu\tRapport annuel\t\tPrend acte\t\n"
        "Arrêté du maire\tA7\tnon lu\t2024-03-15 10:00\tnon lu\tCirculation\t6.1.2\t\t\n",
        "utf-8",
    )
    imported(path)
    shown = Act.objects.order_by("pk").values_list("nature", "number", "title", "matter_code", "result", "votes_for")
    assert list(shown) == [
        ("deliberation", "12", "Budget primitif", "7.1", "adopted", 15),
        ("deliberation", "13", "Subvention", "7.5", "postponed", None),
        ("deliberation", "14", "Rapport annuel", "", "adopted", None),
        ("order", "A7", "Circulation", "6.1", "", None),
    ]
    assert set(Act.objects.filter(nature="deliberation").values_list("date", flat=True)) == {date(2024, 3, 14)}


@pytest.mark.django_db(transaction=True)
def test_what_the_council_refused_is_never_taken_as_adopted(a: TownHall, tmp_path: Path) -> None:
    path = tmp_path / "scdl.csv"
    path.write_text(SCDL + line("1") + line("2").replace(",17,15,1,1,", ",17,3,13,1,"), "utf-8")
    imported(path)
    path.write_text(
        "numero;date;objet;resultat\n3;2024-03-14;Trois;Majorité contre\n4;2024-03-14;Quatre;Majorité\n", "utf-8"
    )
    imported(path)
    results = Deliberation.objects.order_by("number").values_list("result", flat=True)
    assert list(results) == ["adopted", "rejected", "rejected", "adopted"]


@pytest.mark.django_db(transaction=True)
def test_a_pdf_that_could_be_another_is_never_taken(a: TownHall, tmp_path: Path) -> None:
    for year in ("2023", "2024"):
        (tmp_path / "pdf" / year).mkdir(parents=True)
        (tmp_path / "pdf" / year / "1.pdf").write_bytes(PDF + year.encode())
    path = tmp_path / "registre.csv"
    path.write_text(
        "numéro;date;objet;fichier\n"
        "1;2024-03-14;Par son dossier;C:\\actes\\2024\\1.pdf\n"
        "2;2023-03-14;Sans suffixe;2023/1\n"
        "3;2023-03-14;Laquelle;1.pdf\n"
        "1;2023-03-14;Laquelle encore;\n",
        "utf-8",
    )
    report = run.acts_import(body=a.body, csv=path, folder=tmp_path / "pdf")
    assert [number for number, _reason in report.refused] == [4, 5]
    assert "2023/1.pdf, 2024/1.pdf" in report.refused[0][1]
    kept = Deliberation.objects.order_by("number")
    assert [act.current.document.blob.path.read_bytes()[-4:] for act in kept] == [b"2024", b"2023"]


@pytest.mark.django_db(transaction=True)
def test_acts_of_another_body_are_taken_when_it_is_said(a: TownHall, tmp_path: Path) -> None:
    """A commune that was merged into this one; or the wrong file, or the wrong town."""
    Assembly.objects.create(body=a.body, nic="00017")
    a.body.siren = "213500012"
    a.body.save()
    path = tmp_path / "scdl.csv"
    path.write_text(SCDL + line("1").replace("Ville,,", "Ville,21350999800011,"), "utf-8")
    with pytest.raises(CommandError):
        imported(path)
    assert not Act.objects.exists()
    imported(path, "--siret", "21350999800011")
    assert Act.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_bad_line_is_told_and_the_others_are_kept(a: TownHall, tmp_path: Path, folder: Path) -> None:
    (folder / "faux.pdf").write_bytes(b"<html>")
    path = tmp_path / "mixte.csv"
    path.write_text(
        "numero;date;objet;fichier;pour\n"
        "1;2024-03-14;Bonne;Délib-1.PDF;12\n"
        "2;31/02/2024;Date impossible;;\n"
        "3;2024-03-14;Fichier absent;rien.pdf;\n"
        "4;2024-03-14;Pas un PDF;faux.pdf;\n"
        "1;2024-03-14;Deux fois;;\n"
        "5;2024-03-14;Compte;;douze\n"
        ";;;;\n"
        "6;2999-01-01;À venir;;\n",
        "utf-8",
    )
    with pytest.raises(CommandError, match="6 "):
        imported(path, "--pdf", str(folder))
    assert Deliberation.objects.get().number == "1"
    report = run.acts_import(body=a.body, csv=path, folder=folder, dry_run=True)
    assert [number for number, _reason in report.refused] == [3, 4, 5, 6, 7, 9]
    assert [Path(path).name for path in report.unused] == ["Délib-2.PDF", "faux.pdf"]


@pytest.mark.django_db(transaction=True)
def test_a_cut_import_is_begun_again(a: TownHall, tmp_path: Path, folder: Path, monkeypatch: Any) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("numero;date;objet;fichier\n1;2024-03-14;Un;Délib-1.PDF\n2;2024-03-14;Deux;Délib-2.PDF\n", "utf-8")
    keep, calls = run._create, []

    def cut(*args: Any) -> None:
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        keep(*args)

    monkeypatch.setattr(run, "_create", cut)
    with pytest.raises(KeyboardInterrupt):
        imported(path, "--pdf", str(folder))
    assert Act.objects.count() == 1
    monkeypatch.setattr(run, "_create", keep)
    imported(path, "--pdf", str(folder))
    assert [act.current.number for act in Act.objects.order_by("number")] == [1, 1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("content", [b"", b"a;b\n1;2\n", b'numero;date;objet\n"1;2', b"\x00\x01\x02"])
def test_what_is_no_list_of_acts_is_refused_whole(a: TownHall, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "autre.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError):
        imported(path)
    assert not Act.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_orders_and_the_other_town(a: TownHall, b: TownHall, tmp_path: Path) -> None:
    path = tmp_path / "arretes.csv"
    path.write_text("numero,date,objet,nature,debut,fin\nA1,2024-05-02,Travaux,Arrêté,2024-05-03,2024-05-09\n", "utf-8")
    imported(path, "--town", a.town.slug)
    order = Act.objects.get()
    assert (order.nature, order.temporary, order.meeting, order.result) == (Act.Nature.ORDER, True, None, "")
    assert not Act.objects.online(b.town).exists()
    with pytest.raises(CommandError):
        imported(path, "--body", "nulle part")


@pytest.mark.django_db(transaction=True)
def test_without_its_pdf_it_is_listed_and_the_page_says_where_it_is(a: TownHall, tmp_path: Path) -> None:
    path = tmp_path / "scdl.csv"
    path.write_text(SCDL + line("1", url="https://ancien.example/1.pdf") + line("2"), "utf-8")
    imported(path)
    reader = Client(HTTP_HOST=a.host)
    listed = reader.get("/conseil/deliberations/").content.decode()
    assert "Subventions 1" in listed
    first, second = Deliberation.objects.order_by("number")
    assert "https://ancien.example/1.pdf" in reader.get(first.get_absolute_url()).content.decode()
    assert reader.get(second.get_absolute_url()).status_code == 200
    for path_ in (
        "/conseil/rss.xml",
        "/conseil/deliberations/scdl.csv",
        "/conseil/api/actes/",
        f"/conseil/seances/{first.meeting_id}/",
    ):
        assert reader.get(path_).status_code == 200, path_
