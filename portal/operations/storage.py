"""Addresses of static files."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Each file's address is worked out once: a page of the back office names thirty, which change with a release."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        """As the manifest says. Raises ValueError for a file that was not collected."""
        if (known := self._addresses.get(name)) is None:
            known = self._addresses[name] = super().url(name, force)
        return known
