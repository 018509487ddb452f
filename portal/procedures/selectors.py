"""Reading procedures, narrowed to a town."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import CharField
from django.db.models.functions import Cast

from cms.pages import generation
from cms.pages.chrome import page_generation
from portal.procedures.models import ProcedurePage, ProcedureVersion
from portal.procedures.services import PageOutsideTown, version_freeze

if TYPE_CHECKING:
    from edm.organisation.api import Town, TownRequest


def procedure_page(*, key: UUID, language: str) -> ProcedurePage | None:
    """The live page of a procedure, in this language or else in another one."""
    pages = ProcedurePage.objects.live().filter(translation_key=key).select_related("locale")
    found = {page.locale.language_code: page for page in pages}
    return found.get(language) or next(iter(found.values()), None)


def version_open(*, town: Town, key: UUID, language: str) -> ProcedureVersion | None:
    """The version that can be filed now; None where the procedure is closed, unknown or another town's.

    With all that a filing reads of the kind of case, remembered while nothing of it has changed: this join of
    eight tables costs a third of a submission. A live page whose freezing failed at publication is frozen here,
    by its first filing.
    """
    number = generation.current()
    version = generation.remembered(("version", key, language), number, lambda: _version_find(key, language))
    return version if version and version.procedure.town_id == town.pk else None


def version_at(*, request: TownRequest, key: UUID, language: str) -> ProcedureVersion | None:
    """`version_open` for the town of the request's address, remembered while nothing of it has changed.

    The site and the town are not read again for each filing: that is another third of it.
    """
    where = ("version at", request.get_host(), key, language)
    number = page_generation(request)
    return generation.remembered(where, number, lambda: version_open(town=request.town, key=key, language=language))


def _version_find(key: UUID, language: str) -> ProcedureVersion | None:
    live = ProcedurePage.objects.live().filter(translation_key=key)
    revisions = live.values(revision_text=Cast("live_revision_id", CharField()))
    versions = ProcedureVersion.objects.select_related("procedure__kind__unit__body__town__site")
    found = {one.language: one for one in versions.filter(procedure__key=key, revision__in=revisions)}
    return found.get(language) or _freeze_now(key, language) or next(iter(found.values()), None)


def _freeze_now(key: UUID, language: str) -> ProcedureVersion | None:
    page = procedure_page(key=key, language=language)
    if page is None:
        return None
    try:
        frozen = version_freeze(page=page)
    except PageOutsideTown:
        return None
    return ProcedureVersion.objects.select_related("procedure__kind__unit__body__town__site").get(pk=frozen.pk)


def version_known(*, town: Town, key: UUID) -> ProcedureVersion | None:
    """The last version there was of a procedure of this town, open or not: what a closed one was called."""
    return ProcedureVersion.objects.filter(procedure__key=key, procedure__town=town).order_by("-number").first()
