"""The letter's screens in Wagtail's admin."""

from wagtail import hooks

from cms.newsletter.admin_views import NewsletterGroup


@hooks.register("register_admin_viewset")
def register_viewsets() -> NewsletterGroup:
    return NewsletterGroup()
