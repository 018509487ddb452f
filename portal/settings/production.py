"""A town's server, behind a web server that speaks TLS."""

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .base import env

for name in ("PARVIS_HOSTS", "PARVIS_URL", "PARVIS_FROM_EMAIL", "PARVIS_SMTP_URL"):
    if not env.str(name, default=""):
        raise ImproperlyConfigured(f"Set {name}: production does not guess it")

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# W019: the editor previews pages in a frame of the same site. W021: a town decides itself on the preload list.
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W019", "security.W021"]
