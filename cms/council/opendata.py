"""Open data as SCDL has it: deliberations 2.1.5 and subventions 2.1.1. Only rows that have all that is required."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cms.council.models import Act, Grant
from edm.law.matters import matter_level_two, matter_name

if TYPE_CHECKING:
    from edm.organisation.api import Town

CHUNK = 500
DELIBERATIONS = (
    "COLL_NOM", "COLL_SIRET", "DELIB_ID", "DELIB_DATE", "DELIB_MATIERE_CODE", "DELIB_MATIERE_NOM", "DELIB_OBJET",
    "BUDGET_ANNEE", "BUDGET_NOM", "PREF_ID", "PREF_DATE", "VOTE_EFFECTIF", "VOTE_REEL", "VOTE_POUR", "VOTE_CONTRE",
    "VOTE_ABSTENTION", "DELIB_URL",
)  # fmt: skip
GRANTS = (
    "nomAttribuant", "idAttribuant", "dateConvention", "referenceDecision", "nomBeneficiaire", "idBeneficiaire",
    "rnaBeneficiaire", "objet", "montant", "nature", "conditionsVersement", "datesPeriodeVersement", "idRAE",
    "notificationUE", "pourcentageSubvention", "dispositifAide",
)  # fmt: skip
# What a deliberation may lack, and where the clerk sets it right.
GAPS = {
    "siren": _("the SIREN of the legal body"),
    "nic": _("the NIC of the assembly"),
    "number": _("the number"),
    "matter": _("the matter, to its second level"),
}


def deliberations(town: Town) -> QuerySet[Act]:
    """Those that the council adopted and the public can read."""
    found = Act.objects.readable(town).filter(Q(result="") | Q(result="adopted"), nature=Act.Nature.DELIBERATION)
    return (
        found.select_related("body__assembly").defer("text", "public_text", "words").order_by("date", "position", "pk")
    )


def gaps(act: Act) -> list[str]:
    """The keys of GAPS that keep a deliberation out of the file."""
    found = []
    if not act.body.siren:
        found.append("siren")
    if not siret(act.body):
        found.append("nic")
    if not act.number:
        found.append("number")
    if not matter_name(act.matter_code):
        found.append("matter")
    return found


def siret(body: Any) -> str:
    """SIREN and NIC; "" where one is missing."""
    assembly = getattr(body, "assembly", None)
    return f"{body.siren}{assembly.nic}" if body.siren and assembly and assembly.nic else ""


def deliberation_rows(town: Town, absolute: Callable[[str], str]) -> Iterator[tuple[Any, ...]]:
    """The lines of the file, read as they are written: the memory it takes does not grow with it."""
    for act in deliberations(town).iterator(chunk_size=CHUNK):
        if not gaps(act):
            yield _deliberation(act, absolute)


def _deliberation(act: Act, absolute: Callable[[str], str]) -> tuple[Any, ...]:
    received = act.prefecture_date
    return (
        act.body.name,
        siret(act.body),
        act.number,
        act.date.isoformat(),
        matter_level_two(act.matter_code),
        matter_name(act.matter_code),
        act.title,
        act.budget_year,
        act.budget_name,
        act.prefecture_id if received else "",
        received.isoformat() if received else "",
        _count(act.members_count),
        _count(act.voters_count),
        _count(act.votes_for),
        _count(act.votes_against),
        _count(act.abstentions),
        absolute(act.get_absolute_url()),
    )


def grants(town: Town) -> QuerySet[Grant]:
    return Grant.objects.filter(body__town=town).select_related("body__assembly", "act").order_by("agreed_on", "pk")


def grant_rows(town: Town) -> Iterator[tuple[Any, ...]]:
    """Those of the bodies that have a SIRET."""
    for grant in grants(town).iterator(chunk_size=CHUNK):
        if number := siret(grant.body):
            yield _grant(grant, number)


def _grant(grant: Grant, number: str) -> tuple[Any, ...]:
    kinds = [word for word, told in (("aide en numéraire", grant.in_money), ("aide en nature", grant.in_kind)) if told]
    period = grant.paid_from.isoformat() + (f"/{grant.paid_until.isoformat()}" if grant.paid_until else "")
    return (
        grant.body.name,
        number,
        grant.agreed_on.isoformat(),
        grant.reference or (grant.act.number if grant.act else ""),
        grant.beneficiary,
        grant.beneficiary_siret,
        grant.beneficiary_rna,
        grant.purpose,
        str(grant.amount),
        ";".join(kinds),
        grant.conditions,
        period,
        "",
        "oui" if grant.notified_to_eu else "non",
        str(grant.share),
        "",
    )


def _count(number: int | None) -> str:
    return "" if number is None else str(number)
