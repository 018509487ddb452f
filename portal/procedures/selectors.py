"""Reading procedures, narrowed to a town."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from portal.procedures.models import ProcedurePage, ProcedureVersion
from portal.procedures.services import PageOutsideTown, revision_key, version_freeze

if TYPE_CHECKING:
    from edm.organisation.api import Town


def procedure_page(*, key: UUID, language: str) -> ProcedurePage | None:
    """The live page of a procedure, in this language or else in another one."""
    pages = ProcedurePage.objects.live().filter(translation_key=key).select_related("locale")
    found = {page.locale.language_code: page for page in pages}
    return found.get(language) or next(iter(found.values()), None)


def version_open(*, town: Town, key: UUID, language: str) -> ProcedureVersion | None:
    """The version that can be filed now; None where the procedure is closed, unknown or another town's.

    A live page whose freezing failed at publication is frozen here, by its first filing.
    """
    page = procedure_page(key=key, language=language)
    if page is None:
        return None
    versions = ProcedureVersion.objects.select_related("procedure__kind__unit")
    version = versions.filter(procedure__key=key, revision=revision_key(page)).first()
    if version is None:
        try:
            version = version_freeze(page=page)
        except PageOutsideTown:
            return None
    return version if version.procedure.town_id == town.pk else None


def version_known(*, town: Town, key: UUID) -> ProcedureVersion | None:
    """The last version there was of a procedure of this town, open or not: what a closed one was called."""
    return ProcedureVersion.objects.filter(procedure__key=key, procedure__town=town).order_by("-number").first()
