"""The settings of the mail: kinds of case, reply templates, correspondents, each in their town."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from wagtail.test.utils.form_data import rich_text

from edm.organisation.models import LegalBody
from edm.register.models import CaseKind, Correspondent
from edm.replies.models import ReplyTemplate
from tests.factories import TownHall, case_make

SignIn = Callable[[TownHall, str], Client]


def kind_told(hall: TownHall, **more: Any) -> dict[str, Any]:
    told = {"name": "Arbres", "slug": "arbres", "unit": hall.roads.pk, "silence_rule": "rejection"}
    return told | {"silence_months": 2} | more


def template_told(hall: TownHall, **more: Any) -> dict[str, Any]:
    return {"name": "Accord", "subject": "Réponse", "body": rich_text("<p>Bonjour</p>")} | more


def body_told(hall: TownHall) -> dict[str, Any]:
    return {"name": "CCAS", "kind": "ccas", "arrival_pattern": "C{n:05d}", "departure_pattern": f"D{hall.town.pk}{{n}}"}


def test_a_kind_of_case_is_made_and_changed(a: TownHall, sign_in: SignIn) -> None:
    desk = sign_in(a, "registrar")
    assert desk.post("/gestion/types-de-dossier/new/", kind_told(a)).status_code == 302
    kind = CaseKind.objects.get(slug="arbres")
    assert kind.town == a.town
    assert "est enregistré" in desk.get("/gestion/types-de-dossier/").content.decode()
    desk.post(f"/gestion/types-de-dossier/edit/{kind.pk}/", kind_told(a, name="Arbres et haies"))
    kind.refresh_from_db()
    assert kind.name == "Arbres et haies"


@pytest.mark.parametrize(
    ("screen", "model", "told", "field"),
    [
        ("types-de-dossier", CaseKind, kind_told, "slug"),
        ("modeles-de-reponse", ReplyTemplate, template_told, "name"),
        ("mairie/personnes-morales", LegalBody, body_told, "arrival_pattern"),
    ],
)
def test_a_name_is_given_once_in_a_town(
    a: TownHall,
    b: TownHall,
    sign_in: SignIn,
    screen: str,
    model: type[Model],
    told: Callable[[TownHall], dict[str, Any]],
    field: str,
) -> None:
    url = f"/gestion/{screen}/"
    for hall in (b, a):
        assert sign_in(hall, "administrator").post(f"{url}new/", told(hall)).status_code == 302
    first = model._default_manager.latest("pk")
    desk = sign_in(a, "administrator")
    again = desk.post(f"{url}new/", told(a))
    assert again.context["form"].errors[field] == ["La commune l’a déjà : choisissez-en un autre."]
    assert desk.post(f"{url}edit/{first.pk}/", told(a)).status_code == 302  # itself is no other


def test_a_unit_of_another_town_is_no_choice(a: TownHall, b: TownHall, sign_in: SignIn) -> None:
    desk = sign_in(a, "registrar")
    for url, told in (
        ("/gestion/types-de-dossier/new/", kind_told(b)),
        ("/gestion/modeles-de-reponse/new/", template_told(a, unit=b.roads.pk)),
    ):
        assert "unit" in desk.post(url, told).context["form"].errors, url


def test_what_is_in_use_stays(a: TownHall, sign_in: SignIn) -> None:
    case_make(a, a.pothole)
    desk = sign_in(a, "registrar")
    page = desk.post(f"/gestion/types-de-dossier/delete/{a.pothole.pk}/", follow=True).content.decode()
    assert "Encore utilisé : rien n’a été supprimé." in page
    assert CaseKind.objects.filter(pk=a.pothole.pk).exists()
    spare = CaseKind.objects.create(town=a.town, unit=a.roads, name="Arbres", slug="arbres")
    url = f"/gestion/types-de-dossier/delete/{spare.pk}/"
    assert "Supprimer définitivement ?" in desk.get(url).content.decode()
    assert "Suppression faite : « Arbres »." in desk.post(url, follow=True).content.decode()
    assert not CaseKind.objects.filter(pk=spare.pk).exists()


def test_a_correspondent_is_corrected_and_never_made_or_deleted(a: TownHall, sign_in: SignIn) -> None:
    known = Correspondent.objects.create(town=a.town, name="Mme Le Gof")
    desk = sign_in(a, "registrar")
    url = "/gestion/correspondants/"
    desk.post(f"{url}edit/{known.pk}/", {"name": "Mme Le Goff"})
    known.refresh_from_db()
    assert known.name == "Mme Le Goff"
    for end in ("new/", f"delete/{known.pk}/"):
        assert desk.post(url + end).status_code == 404, end
        for page in (url, f"{url}edit/{known.pk}/"):
            assert url + end not in desk.get(page).content.decode()
