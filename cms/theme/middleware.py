"""The language of a page is in its address."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class SiteLocaleMiddleware(LocaleMiddleware):
    """Django's, without `Vary: Accept-Language`.

    The default language has no prefix here, so what a browser prefers is never looked at: a page must not
    be stored once for each preference.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response
