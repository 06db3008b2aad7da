"""
Every setting, read once from the environment (and from a `.env` file in the working folder, for convenience).

A value that makes no sense stops the start with a sentence; nothing is guessed. `docs/reference/settings.md` lists them all, under test.
"""

import sys
from pathlib import Path
from zoneinfo import available_timezones

# Before Django loads: the distribution's SQLite may carry the WAL-reset corruption. Where there is no wheel, `ground.database` decides.
try:
    import pysqlite3

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
except ImportError:  # pragma: no cover
    pass

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env, validate

env = Env(prefix="SEXTANT_")
env.read_env(".env", recurse=False)

ROOT = Path(__file__).resolve().parents[3]

PROFILE = env.str("PROFILE", "production", validate=validate.OneOf(["production", "demo", "test"]))
DEMO = PROFILE == "demo"
DEBUG = env.bool("DEBUG", False)
if DEBUG and PROFILE == "production":
    raise ImproperlyConfigured("SEXTANT_DEBUG shows source code to visitors: it cannot be on in the production profile.")

DATA = Path(env.str("DATA", str(ROOT / "var")))

SECRET_KEY = env.str("SECRET_KEY", "" if PROFILE == "production" else "not-a-secret-" + "x" * 50)
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SEXTANT_SECRET_KEY is missing. Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))' and keep it."
    )

ALLOWED_HOSTS = env.list("HOSTS", ["127.0.0.1", "localhost", "[::1]"] if PROFILE != "production" else [])
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []

# --- database -----------------------------------------------------------------------------------------------------------------------

if env.str("DATABASE_URL", ""):
    DATABASES = {"default": env.dj_db_url("DATABASE_URL")}
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "sextant.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;",
            },
            "CONN_MAX_AGE": None,
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

# --- applications -------------------------------------------------------------------------------------------------------------------

CONTEXTS = [
    "sextant.insight",
    "sextant.pathways",
    "sextant.credentials",
    "sextant.study",
    "sextant.assessment",
    "sextant.mastery",
    "sextant.catalogue",
    "sextant.frameworks",
    "sextant.accounts",
    "sextant.ui",
    "sextant.ground",
]
INSTALLED_APPS = [
    *CONTEXTS,
    "sextant.config.apps.WiringConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "lucide",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sextant.accounts.idle.IdleLock",
    "sextant.config.middleware.private_pages",
    "sextant.config.middleware.readable_address",
    "sextant.config.middleware.bounded",
    "sextant.config.middleware.ErasedMeanwhile",
]
ROOT_URLCONF = "sextant.config.urls"
WSGI_APPLICATION = "sextant.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        # An item type is one folder, its templates included.
        "DIRS": sorted((Path(__file__).resolve().parents[1] / "assessment" / "item_types").glob("*/templates")),
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sextant.ui.context.page",
            ],
            "builtins": ["sextant.ui.templatetags.ui", "django.templatetags.i18n"],
        },
    }
]
FORM_RENDERER = "sextant.ui.renderer.Renderer"
UI_SHELL = "sextant.config.shell.shell"
STUDY_COURSE = "sextant.pathways.course.COURSE"
STUDY_EFFECTS = "sextant.insight.evidence.resource.effect_line"
# Between equivalent resources the plan draws lots, to learn which teaches better; off, it always proposes the same one.
DRAWS = env.bool("DRAWS", True)

# --- people -------------------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "insight:cap"
ACCOUNT_LOGOUT_REDIRECT_URL = "insight:landing"
ACCOUNT_ADAPTER = "sextant.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
# Asked at log-in as "This device is mine"; a shared computer is the default.
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_FORMS = {
    "login": "sextant.accounts.forms.LogIn",
    "signup": "sextant.accounts.forms.SignUp",
    "request_login_code": "sextant.accounts.forms.AskForCode",
    "confirm_login_code": "sextant.accounts.forms.GiveCode",
    "add_email": "sextant.accounts.forms.AddAddress",
    "reset_password": "sextant.accounts.forms.AskForReset",
    "reset_password_from_key": "sextant.accounts.forms.ResetPassword",
    "change_password": "sextant.accounts.forms.ChangePassword",
    "set_password": "sextant.accounts.forms.SetPassword",
    "reauthenticate": "sextant.accounts.forms.ProveAgain",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE_URL.startswith("https://") else "http"
# A whole faculty is one address: limits are counted per account, in the shared database cache. Those per address are for what no faculty
# does at once (be wrong, or ask for mails): logging in has none.
ACCOUNT_RATE_LIMITS = {
    "login": "",
    "login_failed": "10/5m/key,600/5m/ip",
    "signup": "600/m/ip",
    "reset_password": "600/m/ip,5/m/key",
    "reset_password_from_key": "600/m/ip",
    "request_login_code": "600/m/ip,5/m/key",
    "confirm_email": "3/3m/key",
    "change_password": "5/m/user",
}
SESSION_ENGINE = "sextant.accounts.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
IDLE_MINUTES = env.int("IDLE_MINUTES", 20, validate=validate.Range(min=1, max=24 * 60))

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "ground_cache",
        # Beyond so many rows some are dropped, limits that hold among them; by default that is 300, fewer than a faculty that logs in.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- background work ----------------------------------------------------------------------------------------------------------------

# What the nightly calibration makes is put in force at once, unless people want to look at it first.
USE_CALIBRATIONS = env.bool("USE_CALIBRATIONS", True)

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "ENQUEUE_ON_COMMIT": False}}

# --- language and time --------------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = env.str("LANGUAGE", "fr", validate=validate.OneOf(["fr", "en"]))
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "src" / "sextant" / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
FORMAT_MODULE_PATH = ["sextant.ui.formats"]
USE_TZ = True
TIME_ZONE = env.str(
    "TIME_ZONE", "Europe/Paris", validate=validate.OneOf(available_timezones(), error="Unknown: {input}. Write it as Europe/Paris.")
)

# --- mail ---------------------------------------------------------------------------------------------------------------------------

MAIL_FROM = env.str("MAIL_FROM", "Sextant <sextant@localhost>")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
EMAIL_TIMEOUT = 30
if PROFILE == "production":
    mail = {name: value for name, value in env.dj_email_url("MAIL_URL", "smtp://localhost:25").items() if value is not None}
    if "EMAIL_BACKEND" not in mail:
        raise ImproperlyConfigured(
            "SEXTANT_MAIL_URL is not an address of a mail server: write smtp://host:25 or submission://user:password@host:587."
        )
    globals().update(mail)
elif DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "mail"
else:
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# --- pages and files ----------------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PROFILE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = PROFILE == "test"
WHITENOISE_AUTOREFRESH = False
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# The largest file a form takes is 10 MB (`accounts.rosters.sheets`); the rest is its envelope. Form fields alone: 5 MB.
LARGEST_REQUEST = 12 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

HTTPS = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS and env.bool("REDIRECT_TO_HTTPS", True)
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Without it everybody behind the proxy is one address, and one stranger's attempts would close the campus to all.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- content ------------------------------------------------------------------------------------------------------------------------

PACKS = [Path(path) for path in env.list("PACKS", [str(ROOT / "content" / "socle")])]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}, "nowhere": {"class": "logging.NullHandler"}},
    # Whoever asks for another name than ours is answered 400; a trace for each scanner would hide what matters.
    "loggers": {"django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False}},
    "root": {
        "handlers": ["console"],
        "level": env.str("LOG_LEVEL", "WARNING", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"])),
    },
}
