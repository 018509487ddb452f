"""Who may open which address: one table over every name of the site.

A name that is not in it fails the suite. Roles are those of ROLES; each line names the roles that get in, and
the kind of door says what the others meet:

PUBLIC   open to all
ACCOUNT  asks who is not signed in to sign in; open to everybody else (one's own account)
OWNER    one's own object: who is not signed in is asked to; everybody else but its owner gets 404
DESK     the back office: who is not signed in is asked to; who has no role in the town gets 404; staff of the
         town without the role get 403
SHUT     nobody: staff get 404
"""

from __future__ import annotations

from dataclasses import dataclass

STAFF = ("administrator", "webmaster", "contributor", "registrar", "head", "clerk", "elected")
OUTSIDERS = ("citizen", "other_citizen", "webmaster_b", "clerk_b", "administrator_b", "registrar_b")
ROLES = ("anonymous", *OUTSIDERS, *STAFF)

MAIL = ("registrar", "head", "clerk", "elected")
WRITERS = ("registrar", "head", "clerk")
WEBMASTER = ("webmaster",)
WRITERS_OF_PAGES = ("webmaster", "contributor")
ADMINISTRATOR = ("administrator",)
PICTURES = ("administrator", "webmaster", "contributor")


@dataclass(frozen=True)
class Door:
    kind: str
    roles: tuple[str, ...] = ()

    def expects(self, role: str) -> str:
        """What this role meets: open, sign-in, forbidden or missing."""
        if self.kind == "public" or role in self.roles:
            return "open"
        if role == "anonymous":
            return "sign-in"
        if self.kind == "account":
            return "open"
        if self.kind == "desk" and role in STAFF:
            return "forbidden"
        return "missing"


PUBLIC = Door("public")
ACCOUNT = Door("account")
OWNER = Door("owner", ("citizen",))
SHUT = Door("shut")


def desk(*roles: str) -> Door:
    return Door("desk", roles)


# Addresses of Wagtail's pages for who writes them, a webmaster or not.
WRITING = (
    "add", "add_subpage", "edit", "preview_on_add", "preview_on_edit", "view_draft", "history", "history_results",
    "revisions_compare", "revisions_index", "revisions_revert", "revisions_view", "workflow_history",
    "usage",
)  # fmt: skip

TABLE: dict[str, Door] = {
    # The site.
    "wagtail_serve": PUBLIC,
    "theme:*": PUBLIC,
    "pages:*": PUBLIC,
    "pages_localized:*": PUBLIC,
    "wagtaildocs_serve": PUBLIC,
    "wagtaildocs_authenticate_with_password": PUBLIC,
    "wagtailcore_authenticate_with_password": PUBLIC,
    "wagtailcore_login": PUBLIC,
    "search:results": PUBLIC,
    # The way in.
    "account_login": PUBLIC,
    "account_second_factor": PUBLIC,
    "account_first_sign_in": PUBLIC,
    "account_logout": PUBLIC,
    "account_signup": PUBLIC,
    "account_email_verification_sent": PUBLIC,
    "account_confirm_email": PUBLIC,
    "account_inactive": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "gestion_login": PUBLIC,
    "page_login": PUBLIC,
    # One's own account.
    "account_change_password": ACCOUNT,
    "account_set_password": ACCOUNT,
    "accounts:*": ACCOUNT,
    # Back office: Wagtail's own screens.
    "wagtailadmin_home": desk(*STAFF),
    "wagtailadmin_account": desk(*STAFF),
    "wagtailadmin_logout": desk(*STAFF),
    "wagtailadmin_dismissibles": desk(*STAFF),
    "wagtailadmin_sprite": desk(*STAFF),
    "wagtailadmin_javascript_catalog": desk(*STAFF),
    "wagtailadmin_login": PUBLIC,
    "wagtailadmin_explore_root": desk(*WRITERS_OF_PAGES),
    "wagtailadmin_explore": desk(*WRITERS_OF_PAGES),
    "wagtailadmin_explore_results": desk(*WRITERS_OF_PAGES),
    "wagtailadmin_pages:*": desk(*WEBMASTER),
    **{f"wagtailadmin_pages:{name}": desk(*WRITERS_OF_PAGES) for name in WRITING},
    "simple_translation:submit_page_translation": desk(*WEBMASTER),
    "simple_translation:*": SHUT,
    "wagtailadmin_pages:convert_alias": SHUT,
    "wagtailadmin_pages:type_use": SHUT,
    "wagtailadmin_pages:type_use_results": SHUT,
    "wagtailadmin_pages:set_privacy": SHUT,
    "wagtailadmin_api:pages:listing": desk(*WRITERS_OF_PAGES),
    "wagtailadmin_api:pages:detail": desk(*WRITERS_OF_PAGES),
    "wagtailadmin_api:*": SHUT,
    "wagtailadmin_choose_page": desk(*WRITERS_OF_PAGES),
    "wagtailadmin_choose_page_child": desk(*WRITERS_OF_PAGES),
    "wagtailadmin_choose_page_search": desk(*WRITERS_OF_PAGES),
    "wagtailadmin_choose_page_chosen_multiple": desk(*WRITERS_OF_PAGES),
    "wagtailadmin_choose_page_external_link": desk(*WRITERS_OF_PAGES),
    "wagtailadmin_choose_page_email_link": desk(*WRITERS_OF_PAGES),
    "wagtailadmin_choose_page_phone_link": desk(*WRITERS_OF_PAGES),
    "wagtailadmin_choose_page_anchor_link": desk(*WRITERS_OF_PAGES),
    "wagtailadmin_block_preview": desk(*WRITERS_OF_PAGES),
    "wagtailadmin_editing_sessions:*": desk(*WRITERS_OF_PAGES),
    "wagtail_bulk_action": desk(*WEBMASTER),
    "gestion_tags": desk(*WRITERS_OF_PAGES),
    "wagtailadmin_tag_autocomplete": desk(*WRITERS_OF_PAGES),
    "wagtailadmin_tag_model_autocomplete": SHUT,
    "wagtailadmin_error_test": SHUT,
    "wagtailadmin_password_reset": SHUT,
    "wagtailadmin_password_reset_done": SHUT,
    "wagtailadmin_password_reset_confirm": SHUT,
    "wagtailadmin_password_reset_complete": SHUT,
    "wagtailadmin_collections:*": SHUT,
    "wagtailadmin_workflows:*": SHUT,
    "wagtailadmin_reports:*": SHUT,
    "wagtailredirects:*": SHUT,
    "quality:*": desk(*WEBMASTER),
    "adresses:*": desk(*WEBMASTER),
    "wagtailembeds:*": SHUT,
    "wagtailsnippets:*": SHUT,
    "wagtailsettings:edit": desk(*WEBMASTER),
    "wagtailsettings:preview_on_edit": SHUT,
    "wagtailsites:*": SHUT,
    "wagtailusers_users:*": SHUT,
    "wagtailusers_groups:*": SHUT,
    "wagtaildocs:*": desk(*WEBMASTER),
    "wagtaildocs_chooser:*": desk(*WRITERS_OF_PAGES),
    "wagtailimages:*": desk(*WEBMASTER),
    "wagtailimages:url_generator": SHUT,
    "wagtailimages:url_generator_output": SHUT,
    "wagtailimages_chooser:*": desk(*PICTURES),
    "?": SHUT,
    # The town hall.
    "town:index": desk(*ADMINISTRATOR),
    "town:edit": desk(*ADMINISTRATOR),
    "town:*": SHUT,
    **{
        f"{screens}:{name}": desk(*ADMINISTRATOR)
        for screens in ("bodies", "units", "people")
        for name in ("index", "index_results", "add", "edit", "delete")
    },
    "people:factor": desk(*ADMINISTRATOR),
    **{f"counter:{name}": desk(*WRITERS) for name in ("index", "index_results", "add", "renew")},
    "counter:*": SHUT,
    # The council, and what the mail rests on.
    "council:*": PUBLIC,
    "guides:*": PUBLIC,
    "guides_desk": desk(*WEBMASTER),
    **{
        f"lettres:{name}": desk(*WEBMASTER)
        for name in ("index", "index_results", "add", "edit", "delete", "send", "preview")
    },
    **{f"abonnes:{name}": desk(*WEBMASTER) for name in ("index", "index_results", "delete")},
    **{f"themes-lettre:{name}": desk(*WEBMASTER) for name in ("index", "index_results", "add", "edit", "delete")},
    **{
        f"alertes:{name}": desk("administrator", "webmaster", "registrar")
        for name in ("index", "index_results", "add", "edit", "delete", "end")
    },
    **{f"themes-actualites:{name}": desk(*WEBMASTER) for name in ("index", "index_results", "add", "edit", "delete")},
    **{f"liens-fiches:{name}": desk(*WEBMASTER) for name in ("index", "index_results", "add", "edit", "delete")},
    **{
        f"{screens}:{name}": desk("webmaster", "registrar")
        for screens in ("meetings", "actes", "subventions", "affichage", "mandats", "elus", "commissions")
        for name in ("index", "index_results", "add", "edit", "delete")
    },
    **{f"{screens}:*": desk("webmaster", "registrar") for screens in ("meetings", "actes", "affichage", "assemblees")},
    # The directory.
    "directory:*": PUBLIC,
    "newsletter:*": PUBLIC,
    **{
        f"{screens}:{name}": desk(*WEBMASTER)
        for screens in ("entries", "entry_categories")
        for name in ("index", "index_results", "add", "edit", "delete")
    },
    **{f"entry_proposals:{name}": desk(*WEBMASTER) for name in ("index", "index_results", "edit")},
    "entry_chooser:*": desk(*WEBMASTER),
    "types-de-dossier:*": desk("registrar", "administrator"),
    "modeles-de-reponse:*": desk("registrar", "administrator", "head"),
    "correspondants:*": desk("registrar"),
    "boites-email:*": desk(*ADMINISTRATOR),
    # The mail.
    "inbox:*": desk(*MAIL),
    "ledger:day": desk("registrar", "administrator"),
    "ledger:resend": desk("registrar", "administrator"),
    "ledger:*": desk("registrar"),
    "staff_search:results": desk(*MAIL),
    # Requests and documents of a citizen.
    "requests:start": PUBLIC,
    "requests:track": PUBLIC,
    "requests:list": ACCOUNT,
    "requests:detail": OWNER,
    "requests:message": OWNER,
    "requests:answers": OWNER,
    "requests:document": OWNER,
    "documents:list": ACCOUNT,
    "documents:download": OWNER,
}

# Doors whose object another suite opens: what they need (a session's draft, a tracking code) is made there.
ELSEWHERE: dict[str, str] = {
    "wagtailadmin_pages:workflow_action": "tests/cms/editing/test_review.py",
    "wagtailadmin_pages:collect_workflow_action_data": "tests/cms/editing/test_review.py",
    "wagtailadmin_pages:confirm_workflow_cancellation": "tests/cms/editing/test_review.py",
    "wagtailadmin_pages:workflow_history_detail": "tests/cms/editing/test_review.py",
    "wagtailadmin_pages:workflow_preview": "tests/cms/editing/test_review.py",
    "requests:step": "tests/portal/requests",
    "requests:check": "tests/portal/requests",
    "requests:sent": "tests/portal/requests",
    "requests:kept": "tests/portal/requests",
    "requests:discard": "tests/portal/requests",
    "requests:code_detail": "tests/portal/requests",
    "requests:code_message": "tests/portal/requests",
    "requests:code_answers": "tests/portal/requests",
    "requests:code_document": "tests/portal/requests",
}

# Views of Wagtail that fall over an empty form, for those who may open them: nothing is shown or written.
STUMBLES = frozenset(
    {
        "wagtailadmin_choose_page_external_link",
        "wagtailadmin_pages:copy",
        "lettres:add",
        "lettres:edit",
        "entries:add",
        "entries:edit",
    }
)


def door_for(name: str) -> Door | None:
    """The line of a name: its own, else that of its namespace."""
    if name in TABLE:
        return TABLE[name]
    spaces = name.split(":")
    for depth in range(len(spaces) - 1, 0, -1):
        if door := TABLE.get(":".join(spaces[:depth]) + ":*"):
            return door
    return None
