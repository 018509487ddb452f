"""The suite's settings: production's, with a folder and a database file of the suite's own."""

import atexit
import os
import shutil
import tempfile

if "PARVIS_DATA" not in os.environ:  # else the folder of the process that started this one, which removes it
    os.environ["PARVIS_DATA"] = tempfile.mkdtemp(prefix="parvis-test-")
    atexit.register(shutil.rmtree, os.environ["PARVIS_DATA"], ignore_errors=True)

from .base import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = PARVIS_DATA / "static"  # nothing is collected: the folder must be there, and be the suite's own
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
ALLOWED_HOSTS = ["*"]
