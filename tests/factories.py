"""The world of the tests: whole town halls, made by the services the product uses."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from wagtail.models import Site

from cms.pages.services import site_create
from edm.intake.services import receive
from edm.organisation.models import LegalBody, Role, Town, Unit
from edm.organisation.services import membership_grant, town_create, unit_create
from edm.register.models import Case, CaseKind, Channel
from edm.register.registration import Fact, Sender, registry_prepare

PASSWORD = "essai-des-tests-2026"
_serial = itertools.count(1)


@dataclass
class TownHall:
    """A town with the units Registry, Roads and Civil status, two kinds of case and a person of each role."""

    town: Town
    body: LegalBody
    registry: Unit
    roads: Unit
    civil: Unit
    unqualified: CaseKind
    pothole: CaseKind
    birth: CaseKind
    people: dict[str, Any] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return self.town.site.hostname

    def __getattr__(self, name: str) -> Any:
        """`hall.registrar`, `hall.clerk`, `hall.head`, `hall.elected`… are its people."""
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None


def user_make(email: str = "", **more: Any) -> Any:
    more.setdefault("password", PASSWORD)
    return get_user_model().objects.create_user(email=email or f"personne{next(_serial)}@courriel.example", **more)


def town_hall(name: str, insee_code: str, *, hostname: str, is_default: bool = False) -> TownHall:
    """A town hall at work; people sign in with PASSWORD."""
    if is_default:
        Site.objects.filter(is_default_site=True).delete()
    town = town_create(
        name=name,
        insee_code=insee_code,
        slug=name.lower(),
        hostname=hostname,
        is_default=is_default,
        email=f"mairie@{hostname}",
        phone="02 99 00 00 00",
        address="1 place de la Mairie",
        postcode="35998",
        city=name,
    )
    body = town.bodies.get()
    registry = unit_create(body=body, name="Accueil")
    roads = unit_create(body=body, name="Voirie", email=f"voirie@{hostname}")
    civil = unit_create(body=body, name="État civil")
    unqualified = registry_prepare(unit=registry)
    pothole = CaseKind.objects.create(
        town=town, unit=roads, name="Signalement de voirie", slug="voirie", silence_rule="none"
    )
    birth = CaseKind.objects.create(
        town=town,
        unit=civil,
        name="Acte de naissance",
        slug="acte-naissance",
        confidential=True,
        reply_channels=[Channel.PAPER, Channel.COUNTER],
    )
    hall = TownHall(town, body, registry, roads, civil, unqualified, pothole, birth)
    posts = {
        "administrator": (Role.ADMINISTRATOR, None),
        "webmaster": (Role.WEBMASTER, None),
        "contributor": (Role.CONTRIBUTOR, None),
        "registrar": (Role.REGISTRAR, None),
        "elected": (Role.ELECTED, None),
        "head": (Role.HEAD, roads),
        "clerk": (Role.CLERK, roads),
        "civil_head": (Role.HEAD, civil),
        "civil_clerk": (Role.CLERK, civil),
    }
    for person, (role, unit) in posts.items():
        hall.people[person] = user_make(f"{person}@{hostname}", first_name=person.title(), last_name=name)
        membership_grant(user=hall.people[person], town=town, role=role, unit=unit)
    hall.people["citizen"] = user_make(f"citizen@{hostname}", first_name="Nolwenn", last_name="Guérin")
    return hall


def town_site(name: str, insee_code: str, *, hostname: str, is_default: bool = False) -> Town:
    """A town with its public site, as people get it, and nobody at work."""
    if is_default:
        Site.objects.filter(is_default_site=True).delete()
    site = site_create(hostname=hostname, port=80, name=name, is_default=is_default)
    return town_create(
        site=site,
        name=name,
        slug=name.lower(),
        insee_code=insee_code,
        address="1 place de la Mairie",
        postcode="35000",
        city=name,
        phone="02 99 00 00 00",
        email=f"mairie@{hostname}",
        dpo_contact=f"dpo@{hostname}",
    )


def case_make(
    hall: TownHall,
    kind: CaseKind | None = None,
    *,
    subject: str = "Un nid-de-poule",
    channel: str = Channel.FORM,
    sender: Sender | None = None,
    **more: Any,
) -> Case:
    """A case that has really come in, by `receive`."""
    receipt = receive(
        town=hall.town,
        channel=channel,
        key=f"essai-{next(_serial)}",
        kind=kind,
        subject=subject,
        sender=sender or Sender(name="Maryse Cadoret", email="maryse.cadoret@courriel.example"),
        facts=more.pop("facts", (Fact("Où ?", "12 rue du Pont"),)),
        **more,
    )
    return Case.objects.get(pk=receipt.case_id)
