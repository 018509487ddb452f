"""The embedded default with two addresses to compare with: a bare Wagtail page and a bare commit."""

from portal.settings.dev import *  # noqa: F403
from portal.settings.dev import BASE_DIR, TEMPLATES

ROOT_URLCONF = "tests.benchmarks.urls"
TEMPLATES[0]["DIRS"] = [BASE_DIR / "tests" / "benchmarks" / "templates"]
