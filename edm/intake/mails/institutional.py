"""Whether another administration or a supplier wrote: its mail is registered and routed, and no receipt is sent.

A citizen taken for an institution would wait for a receipt that never comes; so every sign is one that citizens do not
give by chance: the domain or the sender's own name for an administration, three signs together for an invoice.
The table is that of November 2026.
"""

from __future__ import annotations

import re
import unicodedata

from edm.delivery.addresses import PUBLIC_DOMAINS
from edm.intake.message import Message

# Public bodies write from these domains, or from one below them; "gouv" may stand anywhere in the domain.
# Left out on purpose: notaires.fr, whose letters ask for an answer, and service-public.fr, which passes citizens' on.
# fmt: off
DOMAINS = {
    "senat.fr", "assemblee-nationale.fr", "ccomptes.fr", "conseil-etat.fr", "juradm.fr", "justice.fr", "caf.fr",
    "cnaf.fr", "ameli.fr", "assurance-maladie.fr", "urssaf.fr", "msa.fr", "francetravail.fr", "pole-emploi.fr",
    "insee.fr", "ign.fr", "cnfpt.fr", "ademe.fr", "ofb.fr", "cerema.fr", "anah.fr", "caissedesdepots.fr",
    "banquedesterritoires.fr", "dgfip.fr",
}
# fmt: on
DOMAIN_FORMS = re.compile(
    r"(^|\.)((ac|mairie|ville|agglo|departement|region|prefecture)-[a-z0-9-]+|(cd|cdg|sdis|departement|sivu|sivom)\d{2,3}"
    r"|[a-z0-9-]*metropole|[a-z0-9-]+-agglo)\.fr$"
)
# How an administration names itself, at the beginning of the sender's name.
NAMES = re.compile(
    r"^(sous-)?prefecture\b|^(monsieur|madame) la? ?e? ?(sous-)?prefete?\b|^prefete? d|^services de l'etat\b"
    r"|^syndicat (mixte|intercommunal|departemental|des eaux|d'eau|d'energie|d'assainissement)\b"
    r"|^(smictom|sictom|sivom|sivu|sdis|pnr|epci)\b"
    r"|^communaute (de communes|d'agglomeration|urbaine)\b|\bmetropole$"
    r"|^(conseil|service) (departemental|regional)\b|^conseil d'etat\b|^departement (de |d'|du |des )"
    r"|^region (bretagne|pays|normandie|centre|grand|hauts|ile|nouvelle|occitanie|sud|auvergne|bourgogne)\b"
    r"|^(mairie|commune|ville|ccas|centre communal d'action sociale) (de |d'|du |des |la |le |les )"
    r"|^direction (departementale|regionale|interregionale|academique) d|^(ddtm?|ddets?|ddpp|dreal|drac|dgfip|draaf)\b"
    r"|^tresorerie (municipale|principale|generale)|^tresor public\b|^direction generale des finances\b"
    r"|^finances publiques\b|^service de gestion comptable\b|^centre des finances\b"
    r"|^(tribunal|cour d'appel|cour administrative|greffe|procureur) d|^(gendarmerie|commissariat|police nationale)\b"
    r"|^(rectorat|inspection academique|agence regionale de sante|agence de l'eau|agence nationale d)\b"
    r"|^caisse (d'allocations|primaire|nationale)\b|^(caf|cpam|msa|urssaf) d|^(insee|cnfpt|centre de gestion)\b"
    r"|^association des maires\b|^ministere d"
)
BODIES = re.compile(r"^(mairie|commune|ccas|sivu|sivom|syndicat)\b")  # before the @ of a free address
INVOICE = re.compile(
    r"^(?:\[[^\]]{1,40}\] ?)?(?:votre |notre |nouvelle |emission de |envoi de |relance )?(?:facture|avoir|fact)\b"
    r"[ :n°#.o-]{0,8}(?=[a-z0-9/_-]*\d)[a-z]{0,6}[-/_ ]?\d"
)
INVOICE_FILE = re.compile(r"^(fa|fac|fact|facture|av|avoir|invoice|inv)[-_ .n°]*\d.*\.(pdf|xml)$|factur-?x")
ACCOUNTS = re.compile(r"\b(compta|comptabilite|facturation|factures?|fournisseurs?|billing|invoices?|recouvrement)\b")
OURS = re.compile(r"\b(notre|nos) (derniere )?factures?\b|\bfacture ci-jointe\b|\bbon de commande\b|\bchorus\b")
COMPANY = re.compile(
    r"\b(siret|siren|tva intracommunautaire|n° ?tva|rcs|iban|capital de)\b|\bfr ?\d{2} ?\d{3} ?\d{3} ?\d{3}\b"
)


def is_institutional(message: Message) -> bool:
    """Whether an administration, or a supplier with its invoice, wrote."""
    domain = message.sender_email.rpartition("@")[2]
    if domain in PUBLIC_DOMAINS:  # many small towns have no other, but a name alone proves nothing
        return bool(BODIES.match(message.sender_email) and NAMES.search(_plain(message.sender_name)))
    parents = {domain.split(".", n)[-1] for n in range(min(domain.count("."), 8) + 1)}
    if "gouv" in domain.split(".")[:-1] or parents & DOMAINS or DOMAIN_FORMS.search(domain):
        return True
    return bool(NAMES.search(_plain(message.sender_name))) or _is_invoice(message)


def _is_invoice(message: Message) -> bool:
    """The subject gives an invoice's number, a file is that invoice, and the sender shows that it sent it."""
    subject, text = _plain(message.subject), _plain(message.text[:20_000])
    who = f"{_plain(message.sender_name)} {message.sender_email.partition('@')[0]}"
    names = [_plain(attachment.name) for attachment in message.attachments]
    return bool(
        INVOICE.search(subject)
        and any(INVOICE_FILE.search(name) for name in names)
        and (ACCOUNTS.search(who) or (OURS.search(text) and COMPANY.search(text)))
    )


def _plain(text: str) -> str:
    """Without accents nor capitals."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))
