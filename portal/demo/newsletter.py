"""The letter of the demonstration town: two themes, three people who ask for it, one letter written and not sent."""

from __future__ import annotations

from django.utils import timezone

from cms.newsletter.models import Letter, Subscriber, Theme
from edm.organisation.api import Town

THEMES = (
    ("La vie de la commune", "Actualités, travaux, agenda. Une fois par mois.", True),
    ("École et enfance", "Cantine, garderie, vacances. À chaque période.", True),
)
PEOPLE = ("gwenaelle.tanguy@exemple.example", "paul.lebrun@exemple.example", "yuna.cadiou@exemple.example")
SUBJECT = "La lettre de décembre"
CONTENT = [
    ("text", "<p>Bonjour à toutes et à tous. Voici ce qui se passe à Saint-Exemple ce mois-ci.</p>"),
    ("heading", "À ne pas manquer"),
]


def newsletter_load(town: Town) -> None:
    """Run again, it puts the demonstration back and doubles nothing."""
    themes = [
        Theme.objects.update_or_create(
            town=town, name=name, defaults={"description": description, "public": public, "position": place}
        )[0]
        for place, (name, description, public) in enumerate(THEMES)
    ]
    now = timezone.now()
    for place, email in enumerate(PEOPLE):
        facts = {"state": Subscriber.State.CONFIRMED, "asked_at": now, "confirmed_at": now}
        person, _created = Subscriber.objects.get_or_create(town=town, email=email, defaults=facts)
        person.themes.set(themes[: 1 + place % 2])
    Letter.objects.get_or_create(town=town, subject=SUBJECT, defaults={"content": CONTENT})
