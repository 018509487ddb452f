"""What the templates of a procedure's form ask."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.filter
def of_field(files: Any, field_id: str) -> list[Any]:
    """The files kept for a question; none where nothing is kept."""
    return files.get(field_id, []) if isinstance(files, dict) else []
