"""The site's own screens in Wagtail's admin."""

from wagtail import hooks

from cms.pages.admin_views import NewsCategoryViewSet


@hooks.register("register_admin_viewset")
def register_viewset() -> NewsCategoryViewSet:
    return NewsCategoryViewSet()
