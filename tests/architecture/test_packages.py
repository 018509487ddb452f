"""The direction portal → cms → edm where imports don't show it: model relations, templates, the law."""

import ast
import re
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model

ROOT = Path(settings.BASE_DIR)
ORDER = {"portal": 0, "cms": 1, "edm": 2}
SOURCES = [path for package in ORDER for path in (ROOT / package).rglob("*.py")]


def package_of(model):
    return model.__module__.partition(".")[0]


def test_a_model_points_to_its_own_package_or_a_lower_one():
    wrong = []
    for model in apps.get_models(include_auto_created=True):
        fields = model._meta.get_fields() if package_of(model) in ORDER else ()
        targets = [(field, field.related_model) for field in fields if field.is_relation and not field.auto_created]
        wrong += [f"{model.__name__}.{field.name}" for field, target in targets if is_above(target, model)]
    assert not wrong


def is_above(target, model):
    """Whether a relation of the model to this target goes up; everybody may point to the user."""
    if target is None or isinstance(target, str) or target is get_user_model():
        return False
    return ORDER.get(package_of(target), len(ORDER)) < ORDER[package_of(model)]


def test_a_foreign_key_named_by_string_follows_the_direction_too():
    wrong = []
    for path in SOURCES:
        package = path.relative_to(ROOT).parts[0]
        if "migrations" in path.parts:
            continue
        for label in re.findall(
            r'(?:ForeignKey|OneToOneField|ManyToManyField)\(\s*"(portal|cms|edm)_', path.read_text()
        ):
            if ORDER[label] < ORDER[package]:
                wrong.append(f"{path.relative_to(ROOT)} → {label}")
    assert not wrong


def test_the_law_is_plain_python():
    for path in (ROOT / "edm" / "law").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [n for n in names if n.split(".")[0] in {"django", "wagtail", "haystack", "portal", "cms"}], path


# Looked up by name by Django and Haystack.
FOUND_BY_OTHERS = re.compile(r"^(403|404|500|403_csrf)\.html$|^search/indexes/")


def templates():
    for package in ORDER:
        for path in (ROOT / package).rglob("templates/**/*"):
            if path.is_file():
                yield str(path.relative_to(next(p for p in path.parents if p.name == "templates")))


def overridden(name):
    """Whether it stands in the place of another package's template of the same name."""
    others = (Path(config.path) for config in apps.get_app_configs() if config.name.partition(".")[0] not in ORDER)
    return any((folder / "templates" / name).exists() for folder in others)


def by_convention():
    """The names that generic code derives: a Wagtail page's template, a block's."""
    from wagtail.models import Page

    for model in apps.get_models():
        if issubclass(model, Page):
            yield model.template


def test_no_template_is_unused():
    text = "\n".join(path.read_text() for path in SOURCES)
    text += "\n".join(
        p.read_text() for package in ORDER for p in (ROOT / package).rglob("templates/**/*") if p.is_file()
    )
    known = set(by_convention())
    unused = [
        name
        for name in templates()
        if not FOUND_BY_OTHERS.match(name)
        and name not in known
        and name not in text
        and not overridden(name)
        and not is_built(name, text)
    ]
    assert not unused


def is_built(name, text):
    """Whether a name with a variable part fits, such as f"theme/icons/{name}.svg"."""
    folder, _slash, leaf = name.rpartition("/")
    if not folder:
        return False
    return re.search(re.escape(folder) + r"/[\w-]*\{\w[^}\n]*\}[\w.-]*", text) is not None and bool(leaf)


def test_no_module_is_longer_than_a_reader_can_hold():
    written = [path for path in SOURCES if "migrations" not in path.parts]
    assert not [str(path.relative_to(ROOT)) for path in written if len(path.read_text().splitlines()) > 300]
