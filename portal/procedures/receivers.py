"""Wagtail tells that a page was published: its version is frozen."""

from __future__ import annotations

import logging
from typing import Any

from portal.procedures.models import ProcedurePage
from portal.procedures.services import version_freeze

logger = logging.getLogger(__name__)


def procedure_published(instance: ProcedurePage, **_kwargs: Any) -> None:
    """Publication never fails for want of a version: the first filing would freeze it again."""
    try:
        version_freeze(page=instance)
    except Exception:
        logger.exception("Procedure page %s was published but not frozen", instance.pk)
