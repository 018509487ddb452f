"""Every address of the site: the only wiring."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.pages.urls import localized_patterns
from portal.accounts.urls import entrance_patterns
from portal.accounts.views import staff_sign_in, tags

urlpatterns = [
    # Wagtail's own sign-in pages lead to the one of the site.
    path("gestion/login/", staff_sign_in, name="gestion_login"),
    path("_util/login/", staff_sign_in, name="page_login"),
    path("gestion/tag-autocomplete/", tags, name="gestion_tags"),
    path("gestion/", include(wagtailadmin_urls)),
    path("", include("cms.theme.urls")),
    path("", include("cms.pages.urls")),
    path("documents/", include(wagtaildocs_urls)),
    *i18n_patterns(
        *entrance_patterns,
        path("compte/", include("portal.accounts.urls")),
        path("", include(localized_patterns)),
        path("", include("cms.council.urls")),
        path("", include("cms.guides.urls")),
        path("", include("cms.directory.urls")),
        path("", include("cms.newsletter.urls")),
        path("", include("cms.search.urls")),
        path("", include("portal.requests.urls")),
        path("", include("portal.documents.urls")),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
