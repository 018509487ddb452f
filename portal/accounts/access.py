"""Who may open which address of the back office: one table, everything else is shut.

Wagtail narrows pages, and by collection images and documents; it does not narrow users, reports, the
history, settings or its choosers to a town. So no address of /gestion/ answers unless it stands here, and
where an address names an object, a guard says that the object is the town's.

Keys are names of addresses, "namespace:name"; "namespace:*" stands for all of a namespace that is not named
itself. An app that adds screens adds its line, and tests/architecture/permissions.py says who gets what.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import TaskState

from cms.council.models import Act, Assembly, Committee, Grant, Meeting, Member, Posting, Term
from cms.directory.models import Category, Entry, Proposal
from cms.guides.models import GuideLink
from cms.newsletter.models import Letter, Subscriber, Theme
from cms.pages.models import Alert, NewsCategory
from edm.organisation.admin_api import id_read
from edm.organisation.api import LegalBody, Role, Town, Unit, pages_of
from portal.accounts.models import CounterAccount, User

STAFF = frozenset(Role)
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
WEBMASTER = frozenset({Role.WEBMASTER})
# Who writes pages: a contributor's wait for a webmaster.
WRITERS = WEBMASTER | {Role.CONTRIBUTOR}
# The administrator manages and reads no mail; an elected member reads what is sent for information.
MAIL = frozenset({Role.REGISTRAR, Role.HEAD, Role.CLERK})
MAIL_READERS = MAIL | {Role.ELECTED}
MANAGERS = frozenset({Role.REGISTRAR, Role.ADMINISTRATOR})
COUNCIL = frozenset({Role.WEBMASTER, Role.REGISTRAR})
PICTURES = WRITERS | {Role.ADMINISTRATOR}

Guard = Callable[[HttpRequest, Town, dict[str, Any]], bool]


@dataclass(frozen=True)
class Rule:
    roles: frozenset[Role]
    guard: Guard | None = None

    def holds(self, request: HttpRequest, town: Town, kwargs: dict[str, Any]) -> bool:
        """True when every object that the address names is the town's."""
        return self.guard is None or self.guard(request, town, kwargs)


def numbers(values: Any) -> list[int] | None:
    """Those ids as numbers; None if one of them can be the id of no row."""
    read = [id_read(value) for value in values if value not in ("", None)]
    return None if None in read else cast("list[int]", read)


def pages_are_own(request: HttpRequest, town: Town, kwargs: dict[str, Any]) -> bool:
    """Every page named by the address, ticked in the list, or posted as the place to go, stands in the town's site."""
    names = ("positional_0", "page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")
    asked = [kwargs.get(name) for name in names]
    asked += request.GET.getlist("id") + request.GET.getlist("target_pages[]")
    # A refusal of Wagtail's own names the page that was asked for (copy, move, move of several).
    asked += request.POST.getlist("new_parent_page") + request.POST.getlist("chooser")
    wanted = numbers(asked)
    return wanted is not None and pages_of(town).filter(pk__in=wanted).count() == len(set(wanted))


def task_is_own(request: HttpRequest, town: Town, kwargs: dict[str, Any]) -> bool:
    """A step of the moderation of that very page."""
    page, task = kwargs.get("page_id"), kwargs.get("task_state_id")
    found = TaskState.objects.filter(pk=task, workflow_state__object_id=str(page))
    return found.exists() and pages_are_own(request, town, {"page_id": page})


def page_is_own(request: HttpRequest, town: Town, kwargs: dict[str, Any]) -> bool:
    return pages_of(town).filter(pk=kwargs["pk"]).exists()


def files_are_own(model: Any, *names: str) -> Guard:
    """A guard for pictures or documents: those in the town's collection."""

    def guard(request: HttpRequest, town: Town, kwargs: dict[str, Any]) -> bool:
        wanted = numbers([kwargs.get(name) for name in (*names, "pk")] + request.GET.getlist("id"))
        if wanted is None or not town.collection:
            return False
        own = model.objects.filter(collection__path__startswith=town.collection.path)
        return own.filter(pk__in=wanted).count() == len(set(wanted))

    return guard


def own(model: Any, field: str) -> Guard:
    """A guard for a row of ours: its town, reached by `field`."""

    def guard(request: HttpRequest, town: Town, kwargs: dict[str, Any]) -> bool:
        return "pk" not in kwargs or model.objects.filter(pk=kwargs["pk"]).filter(**{field: town.pk}).exists()

    return guard


def ticked_are_own(request: HttpRequest, town: Town, kwargs: dict[str, Any]) -> bool:
    """Bulk actions on pages, pictures and documents, and on nothing else."""
    kind = (kwargs["app_label"], kwargs["model_name"])
    if "all" in request.GET.getlist("id"):
        return False
    if kind == ("wagtailcore", "page"):
        return pages_are_own(request, town, {})
    if kind == ("wagtailimages", "image"):
        return images_are_own(request, town, {})
    if kind == ("wagtaildocs", "document"):
        return documents_are_own(request, town, {})
    return False


def session_is_own(request: HttpRequest, town: Town, kwargs: dict[str, Any]) -> bool:
    """Who else edits this page: asked for pages alone."""
    if (kwargs["app_label"], kwargs["model_name"]) != ("wagtailcore", "page"):
        return False
    return pages_are_own(request, town, {"page_id": kwargs["object_id"]})


def settings_are_own(request: HttpRequest, town: Town, kwargs: dict[str, Any]) -> bool:
    """The settings of the town's own site."""
    return kwargs.get("pk", town.site_id) == town.site_id


images_are_own = files_are_own(get_image_model(), "image_id")
documents_are_own = files_are_own(get_document_model(), "document_id", "doc_id")

# What writing a page asks for; a namespace's line opens the rest of it to the webmaster.
WRITING = (
    "add", "add_subpage", "edit", "preview_on_add", "preview_on_edit", "view_draft", "history", "history_results",
    "revisions_compare", "revisions_index", "revisions_revert", "revisions_view", "workflow_history",
    "workflow_history_detail", "workflow_preview", "confirm_workflow_cancellation", "usage",
)  # fmt: skip

RULES: dict[str, Rule] = {
    # Of Wagtail, for all staff.
    "wagtailadmin_home": Rule(STAFF),
    "wagtailadmin_account": Rule(STAFF),
    "wagtailadmin_logout": Rule(STAFF),
    "wagtailadmin_dismissibles": Rule(STAFF),
    "wagtailadmin_sprite": Rule(STAFF),
    "wagtailadmin_javascript_catalog": Rule(STAFF),
    # Pages.
    "wagtailadmin_explore_root": Rule(WRITERS),
    "wagtailadmin_explore": Rule(WRITERS, pages_are_own),
    "wagtailadmin_explore_results": Rule(WRITERS, pages_are_own),
    **{f"wagtailadmin_pages:{name}": Rule(WRITERS, pages_are_own) for name in WRITING},
    "wagtailadmin_pages:workflow_action": Rule(WEBMASTER, task_is_own),
    "wagtailadmin_pages:collect_workflow_action_data": Rule(WEBMASTER, task_is_own),
    "wagtailadmin_pages:*": Rule(WEBMASTER, pages_are_own),
    "simple_translation:submit_page_translation": Rule(WEBMASTER, pages_are_own),
    "wagtailadmin_api:pages:listing": Rule(WRITERS),
    "wagtailadmin_api:pages:detail": Rule(WRITERS, page_is_own),
    "wagtailadmin_choose_page": Rule(WRITERS),
    "wagtailadmin_choose_page_child": Rule(WRITERS, pages_are_own),
    "wagtailadmin_choose_page_search": Rule(WRITERS),
    "wagtailadmin_choose_page_chosen_multiple": Rule(WRITERS, pages_are_own),
    "wagtailadmin_choose_page_external_link": Rule(WRITERS),
    "wagtailadmin_choose_page_email_link": Rule(WRITERS),
    "wagtailadmin_choose_page_phone_link": Rule(WRITERS),
    "wagtailadmin_choose_page_anchor_link": Rule(WRITERS),
    "wagtailadmin_block_preview": Rule(WRITERS),
    "wagtailadmin_editing_sessions:ping": Rule(WRITERS, session_is_own),
    "wagtailadmin_editing_sessions:release": Rule(WRITERS),
    "wagtail_bulk_action": Rule(WEBMASTER, ticked_are_own),
    "wagtailsettings:edit": Rule(WEBMASTER, settings_are_own),
    "gestion_tags": Rule(WRITERS),
    # The quality of the site, and its old addresses.
    "quality:pages": Rule(WEBMASTER),
    "quality:unused": Rule(WEBMASTER),
    "quality:reviewed": Rule(WEBMASTER, pages_are_own),
    "adresses:*": Rule(WEBMASTER, own(Redirect, "site__town")),
    # Pictures and documents of the site; the administrator chooses the arms among them.
    "wagtailimages:*": Rule(WEBMASTER, images_are_own),
    "wagtailimages_chooser:*": Rule(PICTURES, images_are_own),
    "wagtaildocs:*": Rule(WEBMASTER, documents_are_own),
    "wagtaildocs_chooser:*": Rule(WRITERS, documents_are_own),
    # The town, its bodies and units, its people.
    "town:edit": Rule(ADMINISTRATOR, own(Town, "pk")),
    "town:index": Rule(ADMINISTRATOR),
    "bodies:index": Rule(ADMINISTRATOR),
    "bodies:index_results": Rule(ADMINISTRATOR),
    "bodies:add": Rule(ADMINISTRATOR),
    "bodies:edit": Rule(ADMINISTRATOR, own(LegalBody, "town")),
    "bodies:delete": Rule(ADMINISTRATOR, own(LegalBody, "town")),
    "units:index": Rule(ADMINISTRATOR),
    "units:index_results": Rule(ADMINISTRATOR),
    "units:add": Rule(ADMINISTRATOR),
    "units:edit": Rule(ADMINISTRATOR, own(Unit, "body__town")),
    "units:delete": Rule(ADMINISTRATOR, own(Unit, "body__town")),
    "people:index": Rule(ADMINISTRATOR),
    "people:index_results": Rule(ADMINISTRATOR),
    "people:add": Rule(ADMINISTRATOR),
    "people:edit": Rule(ADMINISTRATOR, own(User, "memberships__town")),
    "people:delete": Rule(ADMINISTRATOR, own(User, "memberships__town")),
    "people:factor": Rule(ADMINISTRATOR, own(User, "memberships__town")),
    # Citizens' accounts opened at the counter.
    "counter:index": Rule(MAIL),
    "counter:index_results": Rule(MAIL),
    "counter:add": Rule(MAIL),
    "counter:renew": Rule(MAIL, own(CounterAccount, "town")),
    # The council.
    # The topics of the news.
    # Alerts: whoever keeps the town hall running.
    "alertes:*": Rule(MANAGERS | WEBMASTER, own(Alert, "town")),
    "themes-actualites:index": Rule(WEBMASTER),
    "themes-actualites:index_results": Rule(WEBMASTER),
    "themes-actualites:add": Rule(WEBMASTER),
    "themes-actualites:edit": Rule(WEBMASTER, own(NewsCategory, "town")),
    "themes-actualites:delete": Rule(WEBMASTER, own(NewsCategory, "town")),
    # The letter: its views narrow the rows.
    "lettres:*": Rule(WEBMASTER, own(Letter, "town")),
    "abonnes:*": Rule(WEBMASTER, own(Subscriber, "town")),
    "themes-lettre:*": Rule(WEBMASTER, own(Theme, "town")),
    # The guides.
    "guides_desk": Rule(WEBMASTER),
    "liens-fiches:index": Rule(WEBMASTER),
    "liens-fiches:index_results": Rule(WEBMASTER),
    "liens-fiches:add": Rule(WEBMASTER),
    "liens-fiches:edit": Rule(WEBMASTER, own(GuideLink, "town")),
    "liens-fiches:delete": Rule(WEBMASTER, own(GuideLink, "town")),
    # The council.
    "meetings:*": Rule(COUNCIL, own(Meeting, "town")),
    "mandats:*": Rule(COUNCIL, own(Term, "body__town")),
    "elus:*": Rule(COUNCIL, own(Member, "term__body__town")),
    "commissions:*": Rule(COUNCIL, own(Committee, "term__body__town")),
    # Acts, with each step of their life; grants, the notice board, how an assembly publishes.
    "actes:*": Rule(COUNCIL, own(Act, "town")),
    "subventions:*": Rule(COUNCIL, own(Grant, "body__town")),
    "affichage:*": Rule(COUNCIL, own(Posting, "town")),
    "assemblees:*": Rule(COUNCIL, own(Assembly, "body__town")),
    # The directory: its views narrow the rows, those of the chooser too.
    "entries:*": Rule(WEBMASTER, own(Entry, "town")),
    "entry_categories:*": Rule(WEBMASTER, own(Category, "town")),
    "entry_proposals:*": Rule(WEBMASTER, own(Proposal, "town")),
    "entry_chooser:*": Rule(WEBMASTER, own(Entry, "town")),
    # What the mail rests on: kinds of case, reply templates, correspondents. Their views narrow the rows.
    "types-de-dossier:*": Rule(MANAGERS),
    "modeles-de-reponse:*": Rule(MANAGERS | {Role.HEAD}),
    "correspondants:*": Rule(frozenset({Role.REGISTRAR})),
    "boites-email:*": Rule(ADMINISTRATOR),
    # The mail.
    "inbox:*": Rule(MAIL_READERS),
    # The ledger: counts and what is late for those who manage, what arrived for the registrar.
    "ledger:day": Rule(MANAGERS),
    "ledger:resend": Rule(MANAGERS),
    "ledger:*": Rule(frozenset({Role.REGISTRAR})),
    "staff_search:*": Rule(MAIL_READERS),
}

# Whatever a namespace above opens, these stay shut: nobody's work asks for them, and they look across towns.
SHUT = frozenset(
    {
        "wagtailadmin_pages:convert_alias",
        "wagtailadmin_pages:type_use",
        "wagtailadmin_pages:type_use_results",
        "wagtailadmin_pages:set_privacy",
        "wagtailimages:url_generator",
        "wagtailimages:url_generator_output",
    }
)


def rule_for(view_name: str) -> Rule | None:
    """The rule of an address of the back office; None: shut."""
    if view_name in SHUT:
        return None
    return RULES.get(view_name) or RULES.get(f"{view_name.rpartition(':')[0]}:*")
