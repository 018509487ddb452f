"""The demonstration town hall: its bodies, its units, the kinds of case it handles."""

from __future__ import annotations

from wagtail.models import Site

from cms.pages.services import site_create
from edm.organisation.api import LegalBody, Town, Unit, body_create, town_create, unit_create
from edm.register.api import CaseKind, Channel, registry_prepare

INSEE_CODE = "35998"  # of no real commune

UNITS = (
    ("Accueil", "accueil", "", "02 99 00 00 00"),
    ("État civil", "etat-civil", "etatcivil@saint-exemple.example", "02 99 00 00 01"),
    ("Voirie", "voirie", "voirie@saint-exemple.example", "02 99 00 00 02"),
    ("Enfance et école", "ecole", "ecole@saint-exemple.example", "02 99 00 00 03"),
)

# name, slug, unit, other fields of CaseKind
KINDS = (
    (
        "Signalement de voirie",
        "voirie-signalement",
        "voirie",
        {"silence_rule": "none", "record_class": "Voirie, 5 ans"},
    ),
    ("Occupation du domaine public", "domaine-public", "voirie", {"record_class": "Domaine public, 5 ans"}),
    (
        "Attestation d’inscription à la cantine",
        "attestation-cantine",
        "ecole",
        {"silence_rule": "none", "acknowledged": False, "record_class": "Restauration scolaire, 5 ans"},
    ),
    (
        "Demande d’acte de naissance",
        "acte-naissance",
        "etat-civil",
        {
            "silence_rule": "none",
            "acknowledged": False,
            # Décret 2017-890, art. 27 and 29: handed over or posted, never put in a document space.
            "reply_channels": [Channel.PAPER, Channel.COUNTER],
            "record_class": "État civil, 1 an",
        },
    ),
    (
        "Changement de prénom",
        "changement-prenom",
        "etat-civil",
        {"confidential": True, "record_class": "État civil, 75 ans"},
    ),
)


def townhall_load(*, port: int) -> Town:
    """The town with its site, created in an empty database."""
    if town := Town.objects.filter(insee_code=INSEE_CODE).first():
        return town
    Site.objects.filter(is_default_site=True).delete()
    name = "Saint-Exemple-sur-Vilaine"
    site = site_create(hostname="localhost", port=port, name=name, is_default=True)
    town = town_create(
        site=site,
        name=name,
        slug="saint-exemple",
        insee_code=INSEE_CODE,
        population=2140,
        address="1 place de la Mairie",
        postcode="35998",
        city=name,
        phone="02 99 00 00 00",
        email="mairie@saint-exemple.example",
        dpo_contact="dpo@saint-exemple.example",
        mayor="Soazig Kerdoncuff",
    )
    LegalBody.objects.filter(town=town).update(siren="213509987")
    return town


def units_load(*, town: Town) -> dict[str, Unit]:
    """The units of the commune and of its CCAS, created where missing; the first one registers the mail."""
    commune = LegalBody.objects.get(town=town, kind=LegalBody.Kind.COMMUNE)
    units = {
        slug: commune.units.filter(slug=slug).first()
        or unit_create(body=commune, name=name, slug=slug, email=email, phone=phone)
        for name, slug, email, phone in UNITS
    }
    registry_prepare(unit=units["accueil"])
    kind = LegalBody.Kind.CCAS
    ccas = town.bodies.filter(kind=kind).first() or body_create(
        town=town, name="CCAS de Saint-Exemple-sur-Vilaine", kind=kind
    )
    units["ccas"] = ccas.units.filter(slug="ccas").first() or unit_create(
        body=ccas, name="Action sociale", slug="ccas", phone="02 99 00 00 04"
    )
    registry_prepare(unit=units["ccas"])
    return units


def kinds_load(*, town: Town, units: dict[str, Unit]) -> dict[str, CaseKind]:
    """The kinds of case by their short name, created where missing."""
    return {
        slug: CaseKind.objects.get_or_create(
            town=town, slug=slug, defaults={"name": name, "unit": units[unit], **more}
        )[0]
        for name, slug, unit, more in KINDS
    }
