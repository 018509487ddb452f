"""The PDFs of an import. A wrong one would be published for good: what could be two files is asked, never guessed."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from urllib.parse import unquote


class Folder:
    """The PDFs below `root`, subfolders too; none without a root. Links are not followed: they would read elsewhere."""

    def __init__(self, root: Path | None) -> None:
        self.root = root or Path()
        found = sorted(root.rglob("*")) if root else []
        self.paths = [
            path for path in found if path.suffix.lower() == ".pdf" and path.is_file() and not path.is_symlink()
        ]
        self._by_name: dict[str, list[Path]] = {}
        self._by_number: dict[str, list[Path]] = {}
        for path in self.paths:
            self._by_name.setdefault(_key(path.name), []).append(path)
            self._by_number.setdefault(_number(path.stem), []).append(path)

    def named(self, name: str) -> list[Path]:
        """The files that a line's words may mean: "12.pdf", "2024/12.pdf", a path of another machine.

        Of several with the same name, those that lie in the folders named before it; all of them where that says
        nothing. The ".pdf" may be left out.
        """
        parts = [_key(part) for part in re.split(r"[\\/]", name) if part]
        last = parts[-1] if parts else ""
        found = self._by_name.get(last) or self._by_name.get(f"{last}.pdf", [])
        for part in reversed(parts[:-1]):
            inside = [path for path in found if part in map(_key, path.relative_to(self.root).parent.parts)]
            found = inside or found
        return found

    def guessed(self, url: str, number: str) -> list[Path]:
        """Those called like the end of an address, else like a number: "2024/068" is 2024-068.pdf."""
        return self._by_name.get(_key(unquote(url).rsplit("/", 1)[-1])) or self._by_number.get(_number(number), [])


def _key(name: str) -> str:
    """Of a file's name, whatever the system that wrote it: one case, one way to write accents."""
    return unicodedata.normalize("NFC", name).casefold()


def _number(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", _key(text)).strip("-")
