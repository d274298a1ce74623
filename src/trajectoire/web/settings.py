"""Django's settings, all of them drawn from ``TRAJECTOIRE_*`` and safe by default."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from trajectoire.web.environment import read_environment

_HERE = Path(__file__).parent
_ENVIRONMENT = read_environment(os.environ)

TRAJECTOIRE_HOME = _ENVIRONMENT.home
TRAJECTOIRE_PUBLISHER = _ENVIRONMENT.publisher
SECRET_KEY = _ENVIRONMENT.secret_key
DEBUG = _ENVIRONMENT.debug
ALLOWED_HOSTS = list(_ENVIRONMENT.hosts)
DATABASES = {"default": _ENVIRONMENT.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "trajectoire.web.ledger",
    "trajectoire.web.accounts",
    "trajectoire.web.factors",
    "trajectoire.web.observatory",
    "trajectoire.web.imports",
    "trajectoire.web.inventory",
    "trajectoire.web.typography",
    "trajectoire.web.territories",
    "trajectoire.web.opendata",
    "trajectoire.web.pages",
]
MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",  # before static files: they have headers too
    "trajectoire.web.headers.PermissionsPolicyMiddleware",
    "trajectoire.web.headers.TextCompressionMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "trajectoire.web.refusals.BodySizeMiddleware",
    "trajectoire.web.refusals.TooManyRequestsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "trajectoire.web.urls"
WSGI_APPLICATION = "trajectoire.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Languages and time: stored in UTC, shown as in Paris.
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français")), ("en", _("English"))]
LOCALE_PATHS = [_HERE / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Paris"

# Static files: named by their content, compressed once, served by ourselves.
STATIC_URL = "/static/"
STATICFILES_DIRS = [_HERE / "static"]
STATIC_ROOT = TRAJECTOIRE_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MANIFEST_STRICT = False  # vendored bundles name source maps we leave out

# Nothing leaves the site, nothing foreign enters it.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
if _ENVIRONMENT.https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000  # s, one year
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

AUTH_USER_MODEL = "accounts.User"
PASSWORD_RESET_TIMEOUT = 259_200  # s, three days: the link of an invitation
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 12}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # addresses counted at once
    },
    "ledger": {  # what accounts add up to: see ledger.contents
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "ledger",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 4000},
    },
}
DATA_UPLOAD_MAX_NUMBER_FILES = 200  # in one sending: as many as a dossier holds

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}
    },
    "filters": {
        "refusals": {"()": "trajectoire.web.journal.OneLine"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["refusals"],
        }
    },
    "loggers": {
        "trajectoire": {"handlers": ["console"], "level": "INFO"},
        "django": {"handlers": ["console"], "level": "WARNING"},
    },
}
