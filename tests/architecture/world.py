"""What the permission matrix opens: two towns with a page, a picture, a document, a case and people each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from cms.council.models import Deliberation, Meeting
from edm.delivery.models import OutgoingMail
from edm.intake.models import Mailbox, Reception
from edm.replies.models import ReplyTemplate
from portal.accounts.counter import account_open
from tests.factories import TownHall, case_make

DUMMIES: dict[str, Any] = {
    "app_label": "wagtailcore",
    "model_name": "page",
    "app_name": "cms_pages",
    "content_type_app_name": "wagtailcore",
    "content_type_model_name": "page",
    "action": "delete",
    "action_name": "approve",
    "code": "take",
    "decision": "garder",
    "filter_spec": "width-200",
    "key": "8c5a9f64-58e4-4fd3-9c54-07f1ac0d0d3e",
    "uidb64": "MQ",
    "uidb36": "1",
    "token": "nul",
    "town": "0b4f4a",
    "accent": "ffc629",
    "digest": "000000000000",
    "path": "inconnu",
    "document_filename": "inconnu.pdf",
    "document_name": "inconnu.pdf",
}


@dataclass
class Things:
    """The ids of one town's things."""

    hall: TownHall
    page: Page
    image: Any
    document: Any
    case: Any
    reception: Reception
    mailbox: Mailbox
    mail: OutgoingMail
    template: ReplyTemplate
    counter_account: Any
    deliberation: Deliberation
    redirect: Redirect

    def values(self, name: str, wanted: list[str]) -> dict[str, Any]:
        """Arguments of an address, with this town's ids."""
        space = name.split(":", maxsplit=1)[0]
        keys: dict[str, Any] = {
            "page_id": self.page.pk,
            "parent_page_id": self.page.pk,
            "page_to_move_id": self.page.pk,
            "destination_id": self.page.pk,
            "page_pk": self.page.pk,
            "object_id": self.page.pk,
            "image_id": self.image.pk,
            "document_id": self.document.pk,
            "doc_id": self.document.pk,
            "mail_id": self.mail.pk,
            "revision_id": self.page.latest_revision_id,
            "pk": {
                "wagtailadmin_api": self.page.pk,
                "wagtailimages_chooser": self.image.pk,
                "wagtaildocs_chooser": self.document.pk,
                "town": self.hall.town.pk,
                "bodies": self.hall.body.pk,
                "units": self.hall.roads.pk,
                "people": self.hall.clerk.pk,
                "meetings": self.deliberation.meeting_id,
                "deliberations": self.deliberation.pk,
                "counter": self.counter_account.pk,
                "inbox": self.case.pk,
                "ledger": self.reception.pk,
                "boites-email": self.mailbox.pk,
                "types-de-dossier": self.case.kind_id,
                "modeles-de-reponse": self.template.pk,
                "correspondants": self.case.correspondent_id,
                "adresses": self.redirect.pk,
            }.get(space, 1),
        }
        return {key: keys.get(key, DUMMIES.get(key, 1)) for key in wanted}


def things_of(hall: TownHall) -> Things:
    root = hall.town.site.root_page
    page = root.add_child(instance=Page(title="Vivre ici", slug="vivre-ici"))
    page.save_revision().publish()
    page.refresh_from_db()
    image = get_image_model().objects.create(
        title="Vue", file=get_test_image_file(), collection=hall.town.collection, description="Vue"
    )
    document = get_document_model().objects.create(
        title="Plan", file=ContentFile(b"%PDF-1.4", name="plan.pdf"), collection=hall.town.collection
    )
    case = case_make(hall, hall.pothole)  # its reception notice waits in the queue
    mailbox = Mailbox.objects.create(town=hall.town, host=hall.host, username="mairie")
    template = ReplyTemplate.objects.create(town=hall.town, name="Modèle", subject="Réponse", body="<p>Bonjour</p>")
    reception, mail = case.items.get().receptions.get(), case.outgoing_mails.get()
    told = {"first_name": "Yvonne", "last_name": "Le Goff", "email": None}
    counter_account, _code = account_open(town=hall.town, actor=hall.clerk, **told)
    meeting = Meeting.objects.create(town=hall.town, body=hall.body, date=date(2026, 11, 12))
    deliberation = Deliberation.objects.create(meeting=meeting, number="2026-071", title="Cimetière")
    redirect = Redirect.objects.create(site=hall.town.site, old_path="/ancienne", redirect_page=page)
    more = (counter_account, deliberation, redirect)
    return Things(hall, page, image, document, case, reception, mailbox, mail, template, *more)


def addresses() -> Iterator[tuple[str, str, list[str]]]:
    """Every address of the site: (name, pattern, names of its arguments)."""
    yield from walk(get_resolver(), "", ())


def walk(resolver: URLResolver, before: str, spaces: tuple[str, ...]) -> Iterator[tuple[str, str, list[str]]]:
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from walk(entry, pattern, inner)
        elif isinstance(entry, URLPattern):
            arguments = re.findall(r"<(?:\w+:)?(\w+)>", str(pattern))
            yield ":".join((*spaces, entry.name or "?")), pattern, arguments
