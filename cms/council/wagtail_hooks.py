"""The council's screens in Wagtail's admin."""

from wagtail import hooks

from cms.council.admin_views import CouncilGroup


@hooks.register("register_admin_viewset")
def register_viewset() -> CouncilGroup:
    return CouncilGroup()
