"""What the demonstration's citizen has asked online: one request answered, one waiting for her, one examined, a draft."""

from __future__ import annotations

import logging
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from edm.files.api import document_create, document_read
from edm.organisation.api import Role, Town
from edm.register.api import Channel, case_take
from edm.replies.api import reply_send
from portal.accounts.models import User
from portal.demo.people import DOMAIN
from portal.procedures.definition import fields_of
from portal.procedures.models import ProcedurePage, ProcedureVersion
from portal.requests.api import Contact, ServiceRequest, draft_save, request_submit

log = logging.getLogger(__name__)

STREET = {
    "De quoi s’agit-il ?": "Un trou dans la chaussée",
    "Où ?": "3 quai des Lavandières",
    "Que voyez-vous ?": "Un trou large comme une roue, devant le garage. Il grandit à chaque pluie.",
    "Est-ce dangereux pour les passants ?": True,
}
LAMP = {
    "De quoi s’agit-il ?": "Un lampadaire éteint",
    "Où ?": "Quai des Lavandières, près du pont",
    "Que voyez-vous ?": "Le lampadaire ne s’allume plus depuis lundi.",
    "Est-ce dangereux pour les passants ?": False,
}
CANTEEN = {
    "Prénom et nom de l’enfant": "Malo Guérin",
    "Date de naissance de l’enfant": "2017-05-12",
    "École": "École Jean-Macé",
    "Jours de cantine": ["Lundi", "Mardi", "Jeudi"],
    "Pour qui est cette attestation ?": "L’employeur",
}
BIRTH = {"Que demandez-vous ?": "Un extrait avec filiation", "Cet acte est": "Celui de votre enfant"}

CERTIFICATE = """<html lang="fr"><head><title>Attestation d’inscription à la cantine</title><style>
@page { size: A4; margin: 30mm 25mm } body { font: 12pt/1.6 serif } h1 { font-size: 17pt; margin: 24mm 0 12mm }
footer { margin-top: 20mm }</style></head><body><header>Commune de Saint-Exemple-sur-Vilaine<br>1 place de la Mairie
<br>35998 Saint-Exemple-sur-Vilaine</header><h1>Attestation d’inscription à la cantine</h1><p>Malo Guérin, élève de
l’école Jean-Macé, est inscrit à la cantine municipale pour l’année scolaire 2026-2027, les lundis, mardis et jeudis.</p>
<p>Cette attestation est faite à la demande de Nolwenn Guérin, pour son employeur.</p>
<footer>La maire,<br>Soazig Kerdoncuff</footer></body></html>"""


def requests_load(*, town: Town) -> None:
    """File and answer what is missing; a second time nothing is."""
    citizen = User.objects.get(email=f"citoyenne@{DOMAIN}")
    clerk, registrar = (User.objects.get(email=f"{login}@{DOMAIN}") for login in ("voirie", "registrar"))
    canteen = _file(town, citizen, "attestation-inscription-cantine", "attestation", CANTEEN)
    if canteen.case.replies.count() == 0:
        _answer(town, canteen, registrar)
    street = _file(town, citizen, "signaler-un-probleme-de-voirie", "trou", STREET)
    case_take(case=street.case, actor=clerk)
    lamp = _file(town, citizen, "signaler-un-probleme-de-voirie", "lampadaire", LAMP)
    _ask(lamp, clerk)
    _draft(town, citizen, "demande-acte-de-naissance", "brouillon", BIRTH)
