"""Which engine serves: the one that is asked for, or Whoosh, pure Python, where Tantivy's wheel can't be loaded."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

ENGINES = {"tantivy": "edm.search.tantivy.TantivyEngine", "whoosh": "edm.search.whoosh.WhooshEngine"}


def engine_class(asked: str) -> str:
    """Haystack's path of the engine. Raises ImproperlyConfigured for a name that is none."""
    if asked not in ENGINES:
        raise ImproperlyConfigured(f"PARVIS_SEARCH={asked}: the engines are {' and '.join(ENGINES)}")
    return ENGINES["whoosh" if asked == "tantivy" and not tantivy_loads() else asked]


def tantivy_loads() -> bool:
    try:
        import tantivy  # noqa: F401 # whether it can be is the question
    except ImportError:
        return False
    return True
