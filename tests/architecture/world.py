"""What the permission matrix opens: two towns with a page, a picture, a document, a case and people each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from cms.council.models import AgendaItem, Committee, Deliberation, Grant, Meeting, Member, Posting, Term
from cms.council.services.acts import act_adopt, act_sign, assembly_for
from cms.council.services.publication import act_publish
from cms.directory.models import Category, Entry, Proposal
from cms.guides.models import GuideLink
from cms.newsletter.models import Letter, Subscriber, Theme
from cms.pages.models import Alert, NewsCategory
from edm.delivery.models import OutgoingMail
from edm.files.services import document_create
from edm.intake.models import Mailbox
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
    """The ids of one town's things; `screens`: a row for each back-office screen, by its name."""

    hall: TownHall
    page: Page
    image: Any
    document: Any
    case: Any
    mail: OutgoingMail
    item: AgendaItem
    screens: dict[str, Any]

    def values(self, name: str, wanted: list[str]) -> dict[str, Any]:
        """Arguments of an address, with this town's ids."""
        space = name.split(":", maxsplit=1)[0]
        row = self.screens.get(space)
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
            "item": self.item.pk,
            "slug": self.screens["entries"].slug,
            "revision_id": self.page.latest_revision_id,
            "pk": row.pk if row else 1,
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
    told = {"first_name": "Yvonne", "last_name": "Le Goff", "email": None}
    counter_account, _code = account_open(town=hall.town, actor=hall.clerk, **told)
    meeting = Meeting.objects.create(town=hall.town, body=hall.body, date=date(2026, 11, 12))
    item = AgendaItem.objects.create(meeting=meeting, position=1, title="Cimetière")
    theme = Theme.objects.create(town=hall.town, name="La vie de la commune")
    now = timezone.now()
    subscriber = Subscriber.objects.create(town=hall.town, email="yvonne@exemple.fr", asked_at=now)
    screens = {
        "wagtailadmin_api": page,
        "wagtailimages_chooser": image,
        "wagtaildocs_chooser": document,
        "town": hall.town,
        "bodies": hall.body,
        "units": hall.roads,
        "people": hall.clerk,
        "counter": counter_account,
        "inbox": case,
        "ledger": case.items.get().receptions.get(),
        "boites-email": Mailbox.objects.create(town=hall.town, host=hall.host, username="mairie"),
        "types-de-dossier": case.kind,
        "modeles-de-reponse": ReplyTemplate.objects.create(
            town=hall.town, name="Modèle", subject="Réponse", body="<p>Bonjour</p>"
        ),
        "correspondants": case.correspondent,
        "adresses": Redirect.objects.create(site=hall.town.site, old_path="/ancienne", redirect_page=page),
        "liens-fiches": GuideLink.objects.create(town=hall.town, code="F1", page=page),
        "lettres": Letter.objects.create(town=hall.town, subject="La lettre"),
        "abonnes": subscriber,
        "themes-lettre": theme,
        "alertes": Alert.objects.create(town=hall.town, title="Coupure d’eau"),
        "themes-actualites": NewsCategory.objects.create(town=hall.town, name="Travaux"),
        **council_of(hall, meeting),
        **directory_of(hall),
    }
    return Things(hall, page, image, document, case, case.outgoing_mails.get(), item, screens)


def council_of(hall: TownHall, meeting: Meeting) -> dict[str, Any]:
    day = meeting.date
    term = Term.objects.create(body=hall.body, name="2026–2032", starts_on=date(2026, 3, 22), seats=19)
    return {
        "meetings": meeting,
        "mandats": term,
        "elus": Member.objects.create(term=term, first_name="Anne", last_name="Le Gall", joined_on=term.starts_on),
        "commissions": Committee.objects.create(term=term, name="Finances"),
        "actes": deliberation_online(hall, meeting),
        "subventions": Grant.objects.create(
            body=hall.body, agreed_on=day, beneficiary="Club", purpose="Fête", amount=100, paid_from=day
        ),
        "affichage": Posting.objects.create(town=hall.town, title="Avis", place="Mairie", posted_on=day),
        "assemblees": assembly_for(hall.body),
    }


def deliberation_online(hall: TownHall, meeting: Meeting) -> Any:
    """Signed and online, so that each of its papers exists."""
    facts = {"number": "2026-071", "title": "Cimetière", "result": "adopted", "author": "Anne Le Gall, maire"}
    draft = Deliberation.objects.create(town=hall.town, body=hall.body, meeting=meeting, date=meeting.date, **facts)
    paper = document_create(town=hall.town, name="acte.pdf", data=b"%PDF-1.4\n%%EOF\n")
    act = act_sign(act=act_adopt(act=draft), signed_on=meeting.date, document=paper)
    act_publish(act=act, user=None, document=paper)
    act.refresh_from_db()
    return act


def directory_of(hall: TownHall) -> dict[str, Any]:
    kind = Entry.Kind.ASSOCIATION
    entry = Entry.objects.create(town=hall.town, kind=kind, name="Amis du pont", published=True, slug="amis-du-pont")
    return {
        "entries": entry,
        "entry_chooser": entry,
        "entry_categories": Category.objects.create(town=hall.town, name="Patrimoine"),
        "entry_proposals": Proposal.objects.create(
            town=hall.town, entry=entry, title=entry.name, proposer_name="Yvonne"
        ),
    }


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
