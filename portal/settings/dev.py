"""The embedded default: what `make run` serves on this machine."""

from .base import *  # noqa: F403

ALLOWED_HOSTS = [*ALLOWED_HOSTS, ".localhost"]  # noqa: F405
