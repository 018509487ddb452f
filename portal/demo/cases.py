"""Requests and letters of the demonstration town, so that the first screen a clerk opens is a living one."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from edm.intake.api import Fact, Sender, receive
from edm.organisation.api import Town
from edm.register.api import CaseKind, Channel

LETTERS = Path(__file__).parent / "letters"

# key, kind, channel, days ago, subject, sender, facts
CASES = (
    (
        "demo-domaine-public",
        "domaine-public",
        Channel.COUNTER,
        63,
        "Échafaudage, 12 rue du Pont",
        Sender(
            "Indivision Le Roux",
            "leroux@courriel.example",
            "06 39 98 11 20",
            "12 rue du Pont\n35998 Saint-Exemple-sur-Vilaine",
        ),
        (
            Fact("Que voulez-vous installer ?", "Un échafaudage"),
            Fact("Où ?", "12 rue du Pont"),
            Fact("Durée", "15 jours"),
        ),
    ),
    (
        "demo-lampadaire",
        "voirie-signalement",
        Channel.FORM,
        5,
        "Lampadaire éteint, rue des Tanneurs",
        Sender("Maryse Cadoret", "maryse.cadoret@courriel.example"),
        (Fact("De quoi s’agit-il ?", "Éclairage"), Fact("Où ?", "Rue des Tanneurs, devant le numéro 8")),
    ),
    (
        "demo-benne",
        "domaine-public",
        Channel.COUNTER,
        12,
        "Benne devant le 3 place du Puits",
        Sender(
            "SARL Couverture Hervé",
            "contact@couverture-herve.example",
            "02 61 91 44 02",
            "ZA du Moulin\n35998 Saint-Exemple-sur-Vilaine",
        ),
        (Fact("Que voulez-vous installer ?", "Une benne"), Fact("Où ?", "3 place du Puits")),
    ),
    (
        "demo-acte",
        "acte-naissance",
        Channel.FORM,
        2,
        "Acte de naissance de Léna Guérin",
        Sender(
            "Nolwenn Guérin",
            "citoyenne@saint-exemple.example",
            "",
            "3 quai des Lavandières\n35998 Saint-Exemple-sur-Vilaine",
        ),
        (Fact("Nom sur l’acte", "Guérin"), Fact("Prénom", "Léna"), Fact("Date de naissance", "14 août 2026")),
    ),
    (
        "demo-prenom",
        "changement-prenom",
        Channel.COUNTER,
        8,
        "Changement de prénom",
        Sender("Camille Jégou", "", "06 39 98 27 41", "4 venelle du Four\n35998 Saint-Exemple-sur-Vilaine"),
        (Fact("Prénom demandé", "Camille"),),
    ),
)


def cases_load(*, town: Town, kinds: dict[str, CaseKind]) -> None:
    """Register the demonstration's requests and put its letters in the drop folder; repeated, it changes nothing."""
    now = timezone.now()
    for key, kind, channel, days, subject, sender, facts in CASES:
        receive(
            town=town,
            channel=channel,
            key=key,
            kind=kinds[kind],
            subject=subject,
            sender=sender,
            facts=facts,
            received_at=now - timedelta(days=days),
        )
    folder = Path(settings.PARVIS_DATA) / "intake" / "scans"
    folder.mkdir(parents=True, exist_ok=True)
    for letter in sorted(LETTERS.iterdir()):
        # Whole or not at all: half a letter would be registered as one.
        unfinished = folder / f".{letter.name}.tmp"
        shutil.copyfile(letter, unfinished)
        unfinished.replace(folder / letter.name)
