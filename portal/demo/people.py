"""The people of the demonstration town: one account for each role."""

from __future__ import annotations

from django.conf import settings

from edm.organisation.api import Role, Town, Unit, membership_grant
from portal.accounts.models import User

DOMAIN = "saint-exemple.example"

# login, first name, last name, role, slug of the unit
STAFF: tuple[tuple[str, str, str, Role, str], ...] = (
    ("admin", "Gwenaëlle", "Le Tallec", Role.ADMINISTRATOR, ""),
    ("webmaster", "Malo", "Perrin", Role.WEBMASTER, ""),
    ("contributrice", "Enora", "Kermarrec", Role.CONTRIBUTOR, ""),
    ("registrar", "Anne", "Le Goff", Role.REGISTRAR, ""),
    ("chef.etatcivil", "Solenn", "Riou", Role.HEAD, "etat-civil"),
    ("etatcivil", "Bastien", "Morvan", Role.CLERK, "etat-civil"),
    ("chef.voirie", "Fanny", "Marec", Role.HEAD, "voirie"),
    ("voirie", "Yann", "Le Bihan", Role.CLERK, "voirie"),
    ("elue", "Soazig", "Kerdoncuff", Role.ELECTED, ""),
)
CITIZENS = (
    ("citoyenne", "Nolwenn", "Guérin", "3 quai des Lavandières\n35998 Saint-Exemple-sur-Vilaine"),
    ("citoyen", "Théo", "Mahé", "9 rue Haute\n35998 Saint-Exemple-sur-Vilaine"),
)


def people_load(*, town: Town, units: dict[str, Unit]) -> dict[str, User]:
    """Create the demonstration accounts; the password of all is PARVIS_DEMO_PASSWORD."""
    people = {login: _account(login, first, last) for login, first, last, _role, _unit in STAFF}
    for login, _first, _last, role, unit in STAFF:
        membership_grant(user=people[login], town=town, role=role, unit=units[unit] if unit else None)
    for login, first, last, address in CITIZENS:
        people[login] = _account(login, first, last, address=address, phone="06 39 98 00 00")
    return people


def _account(login: str, first: str, last: str, **more: str) -> User:
    email = f"{login}@{DOMAIN}"
    known = User.objects.filter(email=email).first()
    return known or User.objects.create_user(
        email=email,
        password=settings.PARVIS_DEMO_PASSWORD,
        first_name=first,
        last_name=last,
        is_demo=True,
        **more,
    )
