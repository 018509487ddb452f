"""What the rest of the portal may use of requests; all else is private to the app."""

from portal.requests.codes import ALPHABET as CODE_ALPHABET
from portal.requests.selectors import RequestLine, requests_of
from portal.requests.services import drafts_purge

__all__ = ["CODE_ALPHABET", "RequestLine", "drafts_purge", "requests_of"]
