"""What the demonstration's citizen has asked online: one answered, one waiting, two examined, a draft."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.utils import timezone

from edm.files.api import document_create, document_read
from edm.organisation.api import Town
from edm.register.api import Channel, case_take
from edm.replies.api import reply_send
from portal.accounts.models import User
from portal.demo.people import DOMAIN
from portal.procedures.definition import fields_of
from portal.procedures.fieldtypes import NO, YES
from portal.procedures.models import ProcedurePage, ProcedureVersion
from portal.procedures.selectors import version_open
from portal.requests.contact import Contact
from portal.requests.models import ServiceRequest
from portal.requests.services import draft_save, request_submit

log = logging.getLogger(__name__)

STREET = {
    "De quoi s’agit-il ?": "Un trou dans la chaussée",
    "Où ?": "3 quai des Lavandières",
    "Que voyez-vous ?": "Un trou large comme une roue, devant le garage. Il grandit à chaque pluie.",
    "Est-ce dangereux pour les passants ?": YES,
}
LAMP = {
    "De quoi s’agit-il ?": "Un lampadaire éteint",
    "Où ?": "Quai des Lavandières, près du pont",
    "Que voyez-vous ?": "Le lampadaire ne s’allume plus depuis lundi.",
    "Est-ce dangereux pour les passants ?": NO,
}
CANTEEN = {
    "Prénom et nom de l’enfant": "Malo Guérin",
    "Date de naissance de l’enfant": "2017-05-12",
    "École": "École Jean-Macé",
    "Jours de cantine": ["Lundi", "Mardi", "Jeudi"],
    "Pour qui est cette attestation ?": "L’employeur",
}
SKIP = {
    "Qu’installez-vous ?": "Une benne",
    "Quelles dimensions au sol ?": "4 m sur 2 m",
    "Devant quelle adresse ?": "12 rue des Tanneurs",
    "Faut-il interdire le stationnement ?": YES,
}
BIRTH = {"Que demandez-vous ?": "Un extrait avec filiation", "Cet acte est": "Celui de votre enfant"}

CERTIFICATE = """<html lang="fr"><head><title>Attestation d’inscription à la cantine</title><style>
@page { size: A4; margin: 30mm 25mm } body { font: 12pt/1.6 serif } h1 { font-size: 17pt; margin: 24mm 0 12mm }
footer { margin-top: 20mm }</style></head><body><header>Commune de Saint-Exemple-sur-Vilaine<br>1 place de la Mairie
<br>35998 Saint-Exemple-sur-Vilaine</header><h1>Attestation d’inscription à la cantine</h1><p>Malo Guérin, élève de
l’école Jean-Macé, est inscrit à la cantine municipale pour l’année scolaire 2026-2027, les lundis, mardis et jeudis.</p>
<p>Cette attestation est faite à la demande de Nolwenn Guérin, pour son employeur.</p>
<footer>La maire,<br>Soazig Kerdoncuff</footer></body></html>"""


CANTEEN_ANSWER = "<p>Bonjour Nolwenn Guérin,</p><p>L’attestation de Malo est dans vos documents.</p>"
LAMP_ANSWER = (
    "<p>Bonjour Nolwenn Guérin,</p><p>Plusieurs lampadaires portent un numéro sur une plaque, à hauteur des yeux. "
    "Pouvez-vous nous envoyer celui du lampadaire, ou une photo ?</p>"
)


def requests_load(*, town: Town) -> None:
    """File and answer what is missing; a second time nothing is."""
    citizen, clerk, registrar = (
        User.objects.get(email=f"{login}@{DOMAIN}") for login in ("citoyenne", "voirie", "registrar")
    )
    canteen = _file(town, citizen, "attestation-inscription-cantine", "cantine", CANTEEN)
    if not _case(canteen).replies.exclude(item=None).exists():
        _reply(canteen, registrar, "Votre attestation de cantine", CANTEEN_ANSWER, document_ids=_certificate(town))
    street = _file(town, citizen, "signaler-un-probleme-de-voirie", "chaussee", STREET)
    case_take(case=_case(street), actor=clerk)
    _file(town, citizen, "occuper-la-voie-publique", "benne", SKIP | _days())
    lamp = _file(town, citizen, "signaler-un-probleme-de-voirie", "lampadaire", LAMP)
    _reply(lamp, clerk, "Quel lampadaire ?", LAMP_ANSWER, asks=True)
    version = _version(town, "demande-acte-de-naissance")
    draft_save(town=town, version=version, request_id=_id("acte"), user=citizen, answers=_answers(version, BIRTH))


def _days() -> dict[str, str]:
    """Three days some weeks ahead, whenever the demonstration is loaded."""
    first = timezone.localdate() + timedelta(weeks=4)
    return {"Premier jour": first.isoformat(), "Dernier jour": (first + timedelta(days=2)).isoformat()}


def _id(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"parvis-demo-request-{name}")


def _version(town: Town, slug: str) -> ProcedureVersion:
    page = ProcedurePage.objects.descendant_of(town.site.root_page).get(slug=slug)
    version = version_open(town=town, key=page.translation_key, language=settings.LANGUAGE_CODE)
    if version is None:
        raise LookupError(f"No published version of {slug}")
    return version


def _answers(version: ProcedureVersion, words: dict[str, Any]) -> dict[str, Any]:
    """The answers by the ids of the questions, which the procedure's own page has made."""
    return {spec["id"]: words[spec["label"]] for spec in fields_of(version.definition) if spec["label"] in words}


def _file(town: Town, citizen: User, slug: str, name: str, words: dict[str, Any]) -> ServiceRequest:
    if known := ServiceRequest.objects.filter(pk=_id(name), case__isnull=False).first():
        return known
    version = _version(town, slug)
    return request_submit(
        town=town,
        version=version,
        request_id=_id(name),
        user=citizen,
        contact=Contact.of_account(citizen),
        answers=_answers(version, words),
        is_new=True,
    )


def _case(row: ServiceRequest) -> Any:
    """Of a request that was filed, so there is one."""
    return row.case


def _reply(row: ServiceRequest, actor: User, subject: str, html: str, **more: Any) -> None:
    """Through the citizen's space; the same key the second time, so the same departure."""
    key = uuid5(row.pk, "reply")
    reply_send(case=_case(row), actor=actor, key=key, channel=Channel.PORTAL, subject=subject, html=html, **more)


def _certificate(town: Town) -> list[int]:
    """The PDF that answers; none where pango is missing."""
    try:
        from weasyprint import HTML
    except OSError:
        log.warning("pango is missing: the demonstration's answer has no PDF")
        return []
    pdf = HTML(string=CERTIFICATE).write_pdf(pdf_variant="pdf/a-3a")
    document = document_create(town=town, name="attestation-cantine-malo-guerin.pdf", data=pdf)
    document_read(document.pk)
    return [document.pk]
