"""What the rest of the portal may use of the document space; all else is private to the app."""

from portal.documents.selectors import documents_of
from portal.documents.services import documents_give

__all__ = ["documents_give", "documents_of"]
