"""A walk over every link of the site, a few pages of each kind, as one person."""

from __future__ import annotations

import re
from collections import Counter, deque
from urllib.parse import urldefrag, urlsplit

from tests.browser.visitor import PHONE, SCREEN, Visitor

OF_A_KIND = 2  # pages of one kind of address
AT_MOST = 60  # pages of one person
# Signing out ends the walk; what downloads is no page; Wagtail's bulk actions ask for a selection.
PASSED = re.compile(
    r"(/gestion/bulk/|deconnexion|logout|/document(s)?/\d|\.(pdf|png|jpe?g|svg|xml|txt|css|js|ics|csv|xlsx|webp|avif|vcf|json)$)"
)
# Settings of a list: its filters, orders and views are one page.
KEPT_QUERIES = re.compile(r"^(vue|tab|do|demande|annee)=[^&]*$")

FORMS = "main form[method=post i]"
FIELDS = (
    "input:is([type=text],[type=email],[type=tel],[type=date],[type=number],:not([type])):visible, textarea:visible"
)
# Past the browser's own checks, as an old one or a script sends it.
SPOIL = """form => {
  for (const field of form.querySelectorAll('input:is([type=text],[type=email],[type=tel],[type=date],[type=number])'))
    if (field.offsetParent) field.value = field.type == 'email' ? 'personne' : '';
  for (const field of form.querySelectorAll('textarea')) field.value = '';
  form.noValidate = true;
  form.requestSubmit();
}"""


def kind_of(address: str) -> str:
    """The pattern an address stands for: ids, dates and slugs of one place count as one."""
    parts = urlsplit(address)
    path = re.sub(r"/[0-9a-f]{8}-[0-9a-f-]{27}", "/<uuid>", parts.path)
    path = re.sub(r"/\d+", "/<n>", path)
    path = re.sub(
        r"^(/en)?/(actualites|demarches|conseil|annuaire|vie-pratique|vivre|mairie)/[^/]+/", r"\1/\2/<slug>/", path
    )
    return f"{path}?{parts.query}"


def walk(
    visitor: Visitor, starts: list[str], *, under: str = "/", but: str = "", most: int = AT_MOST, errors: str = ""
) -> list[str]:
    """Visit, check and follow; the addresses visited. Only pages under `under` and not under `but` are opened.

    The forms of addresses that match `errors` are sent badly filled too.
    """
    queue, seen, kinds = deque(starts), set(starts), Counter[str]()
    visited: list[str] = []
    while queue and len(visited) < most:
        address = queue.popleft()
        if kinds[kind_of(address)] >= OF_A_KIND:
            continue
        kinds[kind_of(address)] += 1
        visitor.page.set_viewport_size({"width": SCREEN, "height": 800})
        visitor.keep(visitor.goto(address), address)
        visited.append(address)
        visitor.check_page()
        visitor.page.set_viewport_size({"width": PHONE, "height": 844})
        visitor.page.wait_for_timeout(50)
        visitor.check_page(axe=False)
        for link in links(visitor):
            if link in seen or PASSED.search(link) or not link.startswith(under) or (but and link.startswith(but)):
                continue
            seen.add(link)
            queue.append(link)
        if errors and re.search(errors, address):
            forms_refused(visitor, address)
    return visited


def forms_refused(visitor: Visitor, address: str) -> None:
    """Send each form of the page as one who fills it badly; what comes back is a page like any other."""
    for place in range(visitor.page.locator(FORMS).count()):
        if place:
            visitor.goto(address)
        form = visitor.page.locator(FORMS).nth(place)
        if not form.locator(FIELDS).count():
            continue  # a button alone: it has nothing to refuse
        with visitor.page.expect_navigation() as sent:
            form.evaluate(SPOIL)
        visitor.keep(sent.value, f"{address} form {place}")
        visitor.page.set_viewport_size({"width": SCREEN, "height": 800})
        visitor.check_page()
        visitor.page.set_viewport_size({"width": PHONE, "height": 844})
        visitor.check_page(axe=False)


def links(visitor: Visitor) -> list[str]:
    """The addresses of this host that the page leads to, without permutations of a list's settings."""
    host = urlsplit(visitor.url).netloc
    found = visitor.page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
    addresses = []
    for link in dict.fromkeys(urldefrag(one).url for one in found):
        parts = urlsplit(link)
        if parts.scheme not in ("http", "https") or parts.netloc != host:
            continue
        if parts.query and not KEPT_QUERIES.match(parts.query):
            continue
        addresses.append(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    return addresses
