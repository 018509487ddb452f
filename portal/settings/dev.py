"""The embedded default: what `make run` serves on this machine."""

from .base import *

ALLOWED_HOSTS = [*ALLOWED_HOSTS, ".localhost"]
