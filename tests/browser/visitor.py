"""A person at a browser: a page that keeps account of everything that should not happen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page, Request, Response

from tests.browser.markup import JAR, markup_errors

PHONE, SCREEN = 390, 1280

# What a policy forbids is reported on the document before the page's own scripts run.
LISTEN = """
window.cspReports = [];
document.addEventListener('securitypolicyviolation', event => window.cspReports.push(
  `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile || ''}:${event.lineNumber}`));
"""
AXE = """async serious => {
  const found = await axe.run(document, {resultTypes: ['violations']});
  return found.violations
    .filter(one => !serious || ['serious', 'critical'].includes(one.impact))
    .map(one => `${one.id} (${one.impact}): ${one.nodes.slice(0, 3).map(
      node => `${node.target.join(' ')} — ${node.html.slice(0, 160)} — ${node.any.concat(node.all, node.none).map(
        check => check.message).slice(0, 1)}`).join(' | ')}`);
}"""
# Wagtail's screens under these names are ours; the rest of /gestion/ is its own.
OURS = (
    "courriers",
    "registre",
    "boites-email",
    "recherche",
    "mairie",
    "modeles",
    "conseil",
    "annuaire",
    "comptes-usagers",
)


def is_ours(url: str) -> bool:
    """Whether axe must find nothing at all: every page but Wagtail's own screens."""
    parts = urlsplit(url).path.strip("/").split("/")
    return parts[0] != "gestion" or (len(parts) > 1 and parts[1].startswith(OURS))


@dataclass
class Visitor:
    """`page` is Playwright's; `problems` is what a test must not leave behind."""

    context: BrowserContext
    url: str
    page: Page = field(init=False)
    problems: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)  # statuses that the test asks for
    served: dict[str, str] = field(default_factory=dict)  # our pages' HTML by where they were met

    def __post_init__(self) -> None:
        self.context.add_init_script(LISTEN)
        self.context.on("page", self.watch)
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)

    def watch(self, page: Page) -> None:
        """Take down console errors, failed answers and requests to another host, of this page."""
        page.on("console", self.heard)
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: script error {error}"))
        page.on("request", self.asked)
        page.on("response", self.answered)

    def heard(self, message: Any) -> None:
        if message.type != "error" or any(f"status of {status} " in message.text for status in self.expected):
            return
        self.problems.append(f"{self.page.url}: console: {message.text}")

    def asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != urlsplit(self.url).netloc:
            self.problems.append(f"{self.page.url}: another host: {request.url}")

    def answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.problems.append(f"{response.status} {response.request.method} {response.url}")

    def goto(self, address: str) -> Response | None:
        return self.page.goto(address if address.startswith("http") else f"{self.url}{address}")

    def keep(self, response: Response | None, where: str) -> None:
        """The HTML of a public page is checked when the person leaves; in the back office, most of it is Wagtail's."""
        if not response or not JAR or urlsplit(response.url).path.startswith("/gestion/"):
            return
        if "text/html" in response.headers.get("content-type", ""):
            self.served[where] = response.text()

    def press(self, name: str, *, exact: bool = True) -> None:
        """Click the button of this name."""
        self.page.get_by_role("button", name=name, exact=exact).first.click()

    def follow(self, name: str, *, exact: bool = True) -> None:
        """Click the link of this name."""
        self.page.get_by_role("link", name=name, exact=exact).first.click()

    def sign_in(self, login: str, password: str) -> None:
        self.goto("/connexion/")
        self.page.locator("input[name=login]").fill(login)
        self.page.locator("input[name=password]").fill(password)
        self.page.locator("main form button").last.click()
        self.page.wait_for_url(lambda url: "/connexion/" not in url)

    def check_page(self, *, scroll: bool | None = None, axe: bool = True) -> None:
        """The page as it stands: accessible, no policy broken, nothing beyond the width of a phone."""
        self.page.wait_for_load_state()  # a click goes on as soon as the next page begins
        width = self.page.viewport_size["width"] if self.page.viewport_size else SCREEN
        where = f"{self.page.url} at {width}"
        if scroll is True or (scroll is None and width == PHONE):
            wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if wide > 0:
                self.problems.append(f"{where}: {wide} px beyond the side: {self.page.evaluate(WIDEST)}")
        self.problems += [f"{where}: CSP: {one}" for one in self.reports()]
        if axe:
            self.problems += [f"{where}: axe: {one}" for one in self.axe()]

    def reports(self) -> list[str]:
        """What the policy forbade since it was last asked."""
        return list(self.page.evaluate("(window.cspReports || []).splice(0)"))

    def axe(self) -> list[str]:
        self.page.evaluate(
            "document.getAnimations().forEach(one => one.finish && one.effect.getComputedTiming()"
            ".endTime !== Infinity && one.finish())"
        )  # what fades in has its colours at the end
        self.page.evaluate(AXE_SCRIPT)
        return list(self.page.evaluate(AXE, not is_ours(self.page.url)))

    def close(self) -> list[str]:
        """What went wrong, when the person leaves."""
        for page in self.context.pages:
            if page.url.startswith("http"):
                self.problems += [f"{page.url}: CSP: {one}" for one in page.evaluate("window.cspReports || []")]
        self.context.close()
        return self.problems + markup_errors(self.served)


WIDEST = """() => [...document.querySelectorAll('body *')]
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1).slice(0, 4)
  .map(one => `${one.tagName.toLowerCase()}.${one.className}`).join(' ')"""
