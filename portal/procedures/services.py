"""Freezing a procedure: what is published can be filed, and stays readable for ever."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import IntegrityError, transaction

from cms.pages.models import HomePage
from cms.pages.services import home_procedures_set
from edm.organisation.api import Town, town_of_page
from portal.procedures.definition import definition_of, digest_of, problems_of
from portal.procedures.models import Procedure, ProcedureIndexPage, ProcedurePage, ProcedureVersion


class PageOutsideTown(Exception):
    """A procedure page lies under no town's site: nobody could receive its requests."""


def revision_key(page: ProcedurePage) -> str:
    """What names the published state of a page: its live revision, else (a page saved by a script) its content."""
    if page.live_revision_id:
        return str(page.live_revision_id)
    return digest_of(definition_of(page))[:60]


def index_create(*, town: Town) -> ProcedureIndexPage:
    """The town's list of procedures, published, in the menu and on the home page; made if it is missing.

    Its address is the one that the citizen's screens lead to.
    """
    home = town.site.root_page.specific
    index = ProcedureIndexPage.objects.child_of(home).first()
    if index is None:
        index = ProcedureIndexPage(
            title="Démarches",
            slug="demarches",
            locale=home.locale,
            show_in_menus=True,
            intro="Demandez en ligne, avec ou sans compte. Vous avez tout de suite un numéro, puis une réponse écrite.",
            live=False,
        )
        home.add_child(instance=index)
    if not index.live:
        index.save_revision().publish()
    if isinstance(home, HomePage):
        home_procedures_set(home=home, page=index)
    return index


def version_freeze(*, page: ProcedurePage) -> ProcedureVersion:
    """The frozen version of the page's published state, made if it is missing; doing it twice makes one row.

    Raises PageOutsideTown where no town would receive the requests.
    """
    town = town_of_page(page)
    if town is None:
        raise PageOutsideTown(str(page))
    wanted = {"procedure__key": page.translation_key, "revision": revision_key(page)}
    try:
        with transaction.atomic():
            procedure, _created = Procedure.objects.get_or_create(
                key=page.translation_key, defaults={"town": town, "kind_id": page.kind_id}
            )
            # The locked row keeps two publications from taking the same number.
            procedure = Procedure.objects.select_for_update().get(pk=procedure.pk)
            if version := ProcedureVersion.objects.filter(**wanted).first():
                return version
            if procedure.kind_id != page.kind_id:
                procedure.kind_id = page.kind_id
                procedure.save(update_fields=["kind"])
            last = procedure.versions.order_by("-number").values_list("number", flat=True).first() or 0
            return ProcedureVersion.objects.create(
                procedure=procedure,
                number=last + 1,
                revision=wanted["revision"],
                language=page.locale.language_code,
                title=page.title,
                definition=definition_of(page),
            )
    except IntegrityError:
        return ProcedureVersion.objects.get(**wanted)


def verify() -> Iterator[str]:
    """Problems of the frozen versions: changed, malformed, missing for a live page, numbered with a gap."""
    for version in ProcedureVersion.objects.iterator():
        if digest_of(version.definition) != version.digest:
            yield f"procedure version {version.pk}: its definition was changed after it was frozen"
        for problem in problems_of(version.definition):
            yield f"procedure version {version.pk}: {problem}"
    for procedure in Procedure.objects.prefetch_related("versions"):
        numbers = [version.number for version in procedure.versions.all()]
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            yield f"procedure {procedure.pk}: its versions are numbered {numbers}"
    for page in ProcedurePage.objects.live().select_related("locale"):
        revision = revision_key(page)
        if not ProcedureVersion.objects.filter(procedure__key=page.translation_key, revision=revision).exists():
            yield f"procedure page {page.pk}: its published revision {revision} is not frozen"
