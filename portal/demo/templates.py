"""Reply templates of the demonstration town."""

from __future__ import annotations

from edm.organisation.api import Town, Unit
from edm.replies.api import template_create

TEMPLATES = (
    (
        "voirie",
        "Intervention programmée",
        "Votre signalement {{ numero }}",
        "<p>Bonjour,</p><p>Merci de votre signalement du {{ recu_le }}. L’équipe de la voirie passera sous huit "
        "jours. Vous n’avez rien d’autre à faire.</p>",
    ),
    (
        "etat-civil",
        "Acte envoyé",
        "Votre demande d’acte {{ numero }}",
        "<p>Bonjour {{ nom }},</p><p>Vous trouverez ci-joint la copie de l’acte demandé le {{ recu_le }}.</p>",
    ),
    (
        "",
        "Demande transmise",
        "Votre courrier {{ numero }}",
        "<p>Madame, Monsieur,</p><p>Nous avons bien reçu votre courrier « {{ objet }} », enregistré sous le numéro "
        "{{ numero }}. Il est suivi par : {{ service }}.</p>",
    ),
)


def templates_load(*, town: Town, units: dict[str, Unit]) -> None:
    """Create the templates that are missing."""
    there = set(town.reply_templates.values_list("name", flat=True))
    for unit, name, subject, body in TEMPLATES:
        if name not in there:
            template_create(town=town, unit=units.get(unit), name=name, subject=subject, body=body)
