"""Every value of the settings, read from the environment in this one place."""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from edm.search.engines import engine_class
from portal.settings.secret import secret_key_in

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent

# -- Where the town's data lives ------------------------------------------------------------------------
PARVIS_DATA = Path(env.str("PARVIS_DATA", default=str(BASE_DIR / "var"))).resolve()
PARVIS_DEMO = env.bool("PARVIS_DEMO", default=True)  # load the demonstration town into an empty database
PARVIS_DEMO_PASSWORD = env.str("PARVIS_DEMO_PASSWORD", default="")
PARVIS_SEARCH = env.str("PARVIS_SEARCH", default="tantivy")
PARVIS_SMTP_URL = env.str("PARVIS_SMTP_URL", default="")
PARVIS_IMAP_URL = env.str("PARVIS_IMAP_URL", default="")  # the default town's mailbox; others in its settings
PARVIS_GUIDES_URL = env.list("PARVIS_GUIDES_URL", default=[])  # zips of service-public.fr, fetched daily
PARVIS_MAIL_MAX_BYTES = env.int("PARVIS_MAIL_MAX_BYTES", default=40 * 1024 * 1024)  # above: kept, not read out

# The map's tiles, as "https://tuiles.example/{z}/{x}/{y}.png"; empty: no map, a link to OpenStreetMap.
PARVIS_MAP_TILES = env.str("PARVIS_MAP_TILES", default="")
PARVIS_MAP_ATTRIBUTION = env.str("PARVIS_MAP_ATTRIBUTION", default="© OpenStreetMap")

SECRET_KEY = env.str("SECRET_KEY", default="") or secret_key_in(PARVIS_DATA)
DEBUG = False
ALLOWED_HOSTS = env.list("PARVIS_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False  # who moderates is of the town
WAGTAILADMIN_BASE_URL = env.str("PARVIS_URL", default=f"http://localhost:{env.int('PORT', default=8000)}")
WAGTAIL_SITE_NAME = "Parvis"

# -- Applications, the citizen's side first: it may depend on all below it --------------------------------
INSTALLED_APPS = [
    "portal.demo",
    "portal.operations",
    "portal.documents",
    "portal.requests",
    "portal.procedures",
    "portal.accounts",
    "cms.editing",
    "cms.search",
    "cms.directory",
    "cms.council",
    "cms.guides",
    "cms.newsletter",
    "cms.pages",
    "cms.theme",
    "edm.inbox",
    "edm.replies",
    "edm.delivery",
    "edm.intake",
    "edm.register",
    "edm.search",
    "edm.files",
    "edm.organisation",
    "leaflet",  # its static files alone
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "haystack",
    "allauth",
    "allauth.account",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "csp",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "portal.accounts.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.pages.cache.PublicPageCacheMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cms.theme.middleware.SiteLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "edm.organisation.middleware.TownMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "portal.accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
    "portal.accounts.middleware.BackOfficeMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.pages.chrome.context",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# -- Database: the embedded one unless DATABASE_URL names another ------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{PARVIS_DATA / 'db.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = 600
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # With Django's own values 333 of 480 submissions failed. FULL: an acknowledged letter survives a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- Languages: French first ------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
TIME_ZONE = env.str("PARVIS_TIME_ZONE", default="Europe/Paris")
USE_TZ = True
FORMAT_MODULE_PATH = ["portal.settings.formats"]
# A date is typed as it is written; its calendar empties what it can't read.
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
LOCALE_PATHS = [BASE_DIR / package / "locale" for package in ("portal", "cms", "edm")]

# -- Files ------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
MEDIA_URL = "media/"
MEDIA_ROOT = PARVIS_DATA / "media"  # the site's pictures alone; nothing of edm.files lies here
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.operations.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a procedure of 300 fields posts 3,800 inputs in the editor
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
PARVIS_UPLOAD_MAX_BYTES = env.int("PARVIS_UPLOAD_MAX_BYTES", default=10 * 1024 * 1024)  # one citizen's file
PARVIS_UPLOAD_MAX_FILES = env.int("PARVIS_UPLOAD_MAX_FILES", default=5)  # files in one field of a form

# -- Sign-in ----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "portal_accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "portal.accounts.backends.LoginBackend",
    "portal.accounts.backends.CounterCodeBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:home"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # django-axes counts failures, for every way in
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody gets a message who has no account
ACCOUNT_FORMS = {"signup": "portal.accounts.forms.SignUpForm"}
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
SESSION_ENGINE = "portal.accounts.sessions"
SESSION_COOKIE_AGE = int(timedelta(hours=10).total_seconds())
CSRF_COOKIE_HTTPONLY = True
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "portal.accounts.backends.axes_username"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # a stranger must not keep an account shut for ever
AXES_LOCKOUT_CALLABLE = "portal.accounts.views.locked"
AXES_ENABLE_ADMIN = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "code", "password1", "password2", "parked"]
OTP_TOTP_SYNC = False  # one step of tolerance for good: it does not follow a clock that drifts
# W006 asks to count by address too. Behind a town hall's one public address that would lock everybody out,
# and who changes address would escape it: failures are counted by account (docs/decisions/0041).
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

# -- Security headers -------------------------------------------------------------------------------------
CSRF_FAILURE_VIEW = "portal.requests.views.csrf.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the editor previews pages in a frame of the same site
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    },
}

# -- Wagtail: nothing is said to other hosts ----------------------------------------------------------------
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # an address is read out, typed and printed: no accents
# It saves half-typed pages twice a second, is refused, and tells of errors while one is still typing.
WAGTAIL_AUTOSAVE_INTERVAL = 0
# Those of France: the machine's full list has names that browsers refuse ("localtime").
WAGTAIL_USER_TIME_ZONES = [
    "America/Cayenne",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Miquelon",
    "Europe/Paris",
    "Indian/Mayotte",
    "Indian/Reunion",
    "Pacific/Noumea",
    "Pacific/Tahiti",
    "Pacific/Wallis",
]
# One sign-in page, one way to a new password: our own.
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif", "gif"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.editing.uploads.ImageForm"  # made small as it arrives
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 30 * 1024 * 1024  # a photo as a telephone takes it
WAGTAILIMAGES_AVIF_QUALITY = 60
WAGTAILIMAGES_WEBP_QUALITY = 75
WAGTAILDOCS_EXTENSIONS = ["pdf", "csv", "docx", "ods", "odt", "xlsx"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# -- Search -----------------------------------------------------------------------------------------------
HAYSTACK_CONNECTIONS = {
    "default": {"ENGINE": engine_class(PARVIS_SEARCH), "PATH": str(PARVIS_DATA / "index")},
}
HAYSTACK_SIGNAL_PROCESSOR = "edm.search.queue.QueueProcessor"

# -- Mail: a queue in the database, for every sender ---------------------------------------------------------
EMAIL_BACKEND = "edm.delivery.backend.QueueBackend"
PARVIS_MAIL_PAUSES = env.list("PARVIS_MAIL_PAUSES", cast=int, default=[60, 300, 900, 3600])  # s, after each refusal
DEFAULT_FROM_EMAIL = env.str("PARVIS_FROM_EMAIL", default="mairie@saint-exemple.example")

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("PARVIS_LOG_LEVEL", default="INFO")},
    # Each writes several lines for a page that is published, a process that starts or a look at a mailbox.
    "loggers": {name: {"level": "WARNING"} for name in ("axes", "django_tasks", "imapclient", "wagtail")},
}
