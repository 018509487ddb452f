"""Moderation: what a contributor writes is read by a webmaster of the town before it is online.

A town has its own workflow on its own pages, made when a contributor first opens the editor: a town without
contributors never meets it.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from cms.editing.models import ReviewTask
from edm.organisation.admin_api import role_group
from edm.organisation.api import Role, Town, page_roots, roles_of


@transaction.atomic
def review_sync(*, town: Town) -> Workflow:
    """The town's workflow: one reading by its webmasters, on all its trees; safe to repeat."""
    name = f"{town.name} ({town.insee_code})"
    task, _created = ReviewTask.objects.get_or_create(name=name)
    task.groups.set([role_group(town=town, role=Role.WEBMASTER)])
    workflow, _created = Workflow.objects.get_or_create(name=name)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr)
    for root in page_roots(town):
        WorkflowPage.objects.get_or_create(page=root, defaults={"workflow": workflow})
    return workflow


def review_ready(request: HttpRequest, *_args: Any) -> None:
    """Hook of the editor, before it opens: a contributor's town has its workflow."""
    town: Town = request.town  # type: ignore[attr-defined]
    roots = page_roots(town)
    if Role.CONTRIBUTOR in roles_of(request.user, town) and roots.filter(workflowpage=None).exists():
        review_sync(town=town)
