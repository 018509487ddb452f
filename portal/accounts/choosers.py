"""Wagtail's choosers without their inline script.

BaseChooser.render() writes `<script>new PageChooser(…)</script>` in Python, so no template can replace it.
Here the same call is written as data, which accounts/gestion-init.js makes.
"""

from __future__ import annotations

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets.chooser import BaseChooser


def render(self: BaseChooser, name: str, value: Any, attrs: dict[str, Any], renderer: Any = None) -> SafeString:
    """BaseChooser.render() of Wagtail 7.4, its script turned into data."""
    value_data = self.get_value_data(value)
    widget_html = self.render_html(name, value_data, attrs)
    return format_html(
        '{}<span hidden data-pv-init="{}" data-pv-id="{}" data-pv-options="{}"></span>',
        widget_html,
        self.js_constructor,
        attrs["id"],
        json.dumps(self.get_js_init_options(attrs["id"], name, value_data)),
    )


def without_inline_script() -> None:
    """Once, when the application starts."""
    BaseChooser.render = render
