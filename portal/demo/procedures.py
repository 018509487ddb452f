"""The procedures of the demonstration town, as its webmaster would have made them."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from edm.organisation.api import Town
from edm.register.api import CaseKind
from portal.procedures.choices import LegalBasis, Theme
from portal.procedures.models import ProcedurePage
from portal.procedures.services import index_create

SETTINGS: dict[str, dict[str, Any]] = {
    "text": {"max_length": 200},
    "long_text": {"max_length": 4000},
    "choice": {"display": "radio"},
    "date": {"period": "any"},
    "file": {"count": 1},
}


def procedures_load(town: Town, kinds: dict[str, CaseKind]) -> None:
    """Create and publish the list and its procedures; what is published already is left as it is."""
    index = index_create(town=town)
    for slug, kind, content in (
        ("signaler-un-probleme-de-voirie", "voirie-signalement", _street()),
        ("occuper-la-voie-publique", "domaine-public", _occupation()),
        ("attestation-inscription-cantine", "attestation-cantine", _canteen()),
        ("demande-acte-de-naissance", "acte-naissance", _birth()),
    ):
        page = ProcedurePage.objects.child_of(index).filter(slug=slug).first()
        if page is None:
            page = ProcedurePage(slug=slug, kind=kinds[kind], live=False, **content)
            index.add_child(instance=page)
        if not page.live:
            page.save_revision().publish()


def _street() -> dict[str, Any]:
    return {
        "title": "Signaler un problème de voirie",
        "intro": "Un trou dans la chaussée, un lampadaire éteint, un dépôt sauvage : dites-le-nous.",
        "theme": Theme.STREET,
        "duration": "2 minutes",
        "price": "Gratuit",
        "needs": [
            _need("Le lieu", "Une adresse, ou un repère proche.", "pin"),
            _need("Une photo", "Facultative, elle aide à comprendre.", "doc"),
        ],
        "steps": [
            _step(
                "Le problème",
                _question("choice", "De quoi s’agit-il ?", options=STREET_PROBLEMS),
                _question("address", "Où ?", help="Le numéro et la rue, ou un repère : « devant l’école »."),
                _question("long_text", "Que voyez-vous ?", help="Deux phrases suffisent."),
                _question("yes_no", "Est-ce dangereux pour les passants ?"),
                _question("file", "Photo du lieu", required=False, count=3),
            )
        ],
        "more": "<p>Un danger immédiat ? Appelez le 112.</p>",
        "retention": "5 ans",
    }


def _occupation() -> dict[str, Any]:
    return {
        "title": "Occuper la voie publique",
        "intro": "Un échafaudage, une benne, un camion de déménagement, une terrasse : demandez l’autorisation avant "
        "de vous installer.",
        "theme": Theme.STREET,
        "duration": "8 minutes",
        "price": "4 € par jour, gratuit pour déménager",
        "needs": [
            _need("Les dates", "Déposez votre demande au moins 15 jours avant.", "cal"),
            _need("Le lieu et les dimensions", "Longueur et largeur au sol, en mètres.", "pin"),
            _need("Une photo ou un plan", "PDF, JPG, PNG ou HEIC, 10 Mo au plus.", "doc"),
        ],
        "steps": [
            _step(
                "L’installation",
                _question("choice", "Qu’installez-vous ?", options=OCCUPATIONS),
                _question("text", "Quelles dimensions au sol ?", help="Exemple : 4 m sur 2 m", max_length=80),
                _question("file", "Photo ou plan", required=False, count=3),
            ),
            _step(
                "Le lieu et les dates",
                _question("address", "Devant quelle adresse ?"),
                _question("date", "Premier jour", period="future", help="Exemple : 12/03/2027"),
                _question("date", "Dernier jour", period="future", help="Exemple : 14/03/2027"),
                _question("yes_no", "Faut-il interdire le stationnement ?"),
                _question("long_text", "Précisions", required=False),
            ),
        ],
        "more": "<p>Une construction ou des travaux sur une façade demandent aussi une autorisation d’urbanisme.</p>",
        "retention": "5 ans",
    }


def _canteen() -> dict[str, Any]:
    return {
        "title": "Attestation d’inscription à la cantine",
        "intro": "Recevez l’attestation d’inscription de votre enfant à la cantine, dans votre espace.",
        "theme": Theme.SCHOOL,
        "duration": "4 minutes",
        "price": "Gratuit",
        "needs": [_need("Le nom et la classe de l’enfant", "", "school")],
        "steps": [
            _step(
                "L’enfant",
                _question("text", "Prénom et nom de l’enfant"),
                _question("date", "Date de naissance de l’enfant", period="past", help="Exemple : 12/09/2018"),
                _question("choice", "École", options="École Jean-Macé\nÉcole Sainte-Anne", display="list"),
            ),
            _step(
                "L’attestation",
                _question("choices", "Jours de cantine", options="Lundi\nMardi\nJeudi\nVendredi"),
                _question("choice", "Pour qui est cette attestation ?", options="L’employeur\nLa CAF\nAutre"),
                _question("long_text", "Précisions", required=False),
                _block("info", {"title": "Où la trouver", "text": CANTEEN_INFO}, "Où la trouver"),
            ),
        ],
        "retention": "1 an",
    }


def _birth() -> dict[str, Any]:
    return {
        "title": "Demande d’acte de naissance",
        "intro": "Pour une personne née à Saint-Exemple-sur-Vilaine : demandez une copie ou un extrait de son acte.",
        "theme": Theme.CIVIL,
        "duration": "5 minutes",
        "price": "Gratuit",
        "needs": [_need("L’identité de la personne et de ses parents", "Noms, prénoms, date de naissance.", "id")],
        "steps": [
            _step(
                "L’acte",
                _question("choice", "Que demandez-vous ?", options=BIRTH_PAPERS),
                _question("choice", "Cet acte est", options="Le vôtre\nCelui de votre enfant\nUn autre"),
            ),
            _step(
                "La personne",
                _question("text", "Nom de naissance"),
                _question("text", "Prénoms"),
                _question("date", "Date de naissance", period="past", help="Exemple : 14/08/1985"),
                _question("text", "Nom et prénoms du premier parent", required=False),
                _question("text", "Nom et prénoms du second parent", required=False),
            ),
        ],
        "more": "<p>L’acte est envoyé par la poste ou remis au guichet, jamais par e-mail.</p>",
        "legal_basis": LegalBasis.LEGAL_OBLIGATION,
        "retention": "1 an",
    }


STREET_PROBLEMS = "Un trou dans la chaussée\nUn lampadaire éteint\nUn dépôt sauvage\nUn arbre ou une haie\nAutre chose"
OCCUPATIONS = "Un échafaudage\nUne benne\nUn camion de déménagement\nUne terrasse\nAutre chose"
CANTEEN_INFO = "<p>L’attestation arrive dans vos documents. Un e-mail vous prévient.</p>"
BIRTH_PAPERS = "Une copie intégrale\nUn extrait avec filiation\nUn extrait sans filiation"


def _question(type_: str, label: str, **settings: Any) -> dict[str, Any]:
    common = {"label": label, "required": True, "help": ""}
    return _block(type_, common | SETTINGS.get(type_, {}) | settings, label)


def _step(title: str, *questions: dict[str, Any]) -> dict[str, Any]:
    return _block("step", {"title": title, "intro": "", "fields": list(questions)}, title)


def _need(title: str, text: str, icon: str) -> dict[str, Any]:
    return _block("need", {"title": title, "text": text, "icon": icon}, title)


def _block(type_: str, value: dict[str, Any], name: str) -> dict[str, Any]:
    """A block whose id is the same at each load; two of one name stand in different procedures' lists."""
    return {"type": type_, "value": value, "id": str(uuid5(NAMESPACE_URL, f"parvis:{type_}:{name}:{value}"))}
