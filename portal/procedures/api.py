"""What the rest of the portal may use of procedures; all else is private to the app."""

from portal.procedures.services import index_create, verify, version_freeze

__all__ = ["index_create", "verify", "version_freeze"]
