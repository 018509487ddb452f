"""What search engines read: schema.org, as JSON-LD."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString

# What could end the element, or begin another: written as JSON allows.
ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def linked_data(data: dict[str, Any]) -> SafeString:
    """A data block: it is no script, so the content policy lets it be; no text in it can end it."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    return SafeString(f'<script type="application/ld+json">{text.translate(ESCAPED)}</script>')
