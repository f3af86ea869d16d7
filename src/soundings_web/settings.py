"""Every setting of the site, read from the environment, with defaults that are safe and that run.

What can be set is listed in ``docs/settings.md``. A secret may also be given as the path of a file that holds
it, under the same name with ``_FILE`` behind it.
"""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from soundings_web.keys.kept import kept_secret
from soundings_web.ui.colours import PaleColourError, checked_colour


def env_flag(name: str, *, default: bool) -> bool:
    """True for 1, true, yes or on; false for anything else; the default where it is not set."""
    value = os.environ.get(name, "").strip().lower()
    return value in {"1", "true", "yes", "on"} if value else default


def env_list(name: str, default: str = "") -> list[str]:
    """The words between the commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def env_secret(name: str) -> str:
    """The secret itself, or the content of the file that ``<name>_FILE`` points to."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, "")


def data_folder() -> Path:
    """Where the database and the key live: never inside the repository unless somebody asks for it."""
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(os.environ.get("SOUNDINGS_DATA") or Path(home) / "soundings").resolve()


def env_colour(name: str) -> str:
    """A colour that white words can be read on; the site does not start with any other."""
    try:
        return checked_colour(os.environ.get(name, "").strip())
    except PaleColourError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from None


def env_issuer(name: str) -> str:
    """The address of an identity provider: over an encrypted connection, unless it is on this machine."""
    issuer = os.environ.get(name, "").strip()
    if issuer and not issuer.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise ImproperlyConfigured(f"{name}: give an address that begins with https://, not “{issuer}”.")
    return issuer


DATA = data_folder()
DEBUG = env_flag("SOUNDINGS_DEBUG", default=False)
SECRET_KEY = env_secret("SOUNDINGS_SECRET_KEY") or kept_secret(DATA / "secret-key")
ALLOWED_HOSTS = env_list("SOUNDINGS_HOSTS", "localhost,127.0.0.1,[::1]")

# Whose site it is: a name, a picture and a colour in the head of every page.
ORGANISATION = os.environ.get("SOUNDINGS_ORGANISATION", "").strip()
LOGO = os.environ.get("SOUNDINGS_LOGO", "").strip()
COLOUR = env_colour("SOUNDINGS_COLOUR")

# Keys never rest beside what they open: this folder is not part of a backup of the database.
KEY_FOLDER = Path(os.environ.get("SOUNDINGS_KEYS") or DATA / "keys").resolve()

# The address that links in messages and on paper begin with.
SITE_ADDRESS = os.environ.get("SOUNDINGS_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
# Where backups of the database lie, if anywhere; a command may name another place.
BACKUPS = Path(os.environ["SOUNDINGS_BACKUPS"]).resolve() if os.environ.get("SOUNDINGS_BACKUPS") else None
# How long backups of the database are kept, as certificates say it.
BACKUP_DAYS = int(os.environ.get("SOUNDINGS_BACKUP_DAYS") or 35)
# How hard a passphrase and a printed code are to guess from a stolen key folder: libsodium's Argon2id operations and
# bytes of memory. A passphrase is typed once a year; a code carries 65 bits of its own.
PASSPHRASE_STRETCH = (3, 256 * 2**20)
CODE_STRETCH = (2, 8 * 2**20)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "soundings_web.ui",
    "soundings_web.answers",
    "soundings_web.people",
    "soundings_web.waves",
    "soundings_web.respond",
    "soundings_web.results",
    "soundings_web.operations",
    "soundings_web.home",
]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "soundings_web.ui.headers.permissions_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Django hides the form's token in it anew each time, and pads what it sends: compressing gives nothing away.
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    # Nothing of these is read or written for somebody who answers: they look at a session only where a page asks.
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "soundings_web.urls"
WSGI_APPLICATION = "soundings_web.wsgi.application"
# Pages of ours are Jinja2, in each room's "jinja2" folder; what Django and its libraries bring stays as it is.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [Path(__file__).parent / "jinja2"],
        "APP_DIRS": True,
        "OPTIONS": {"environment": "soundings_web.ui.environment.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

# "soundings-web collectstatic" puts styles and scripts here, named after their content and compressed. Without it they
# are served as they lie in the rooms.
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = DEBUG or not (STATIC_ROOT / "staticfiles.json").exists()
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "soundings_web.ui.shelf.Shelf"
    },
}

# WAL lets readers and a writer work side by side; synchronous=FULL means that a power cut loses nothing that was
# acknowledged; secure_delete overwrites what is deleted; IMMEDIATE takes the write lock at the start, so that two
# writers wait instead of failing.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": ("PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON;"),
}


def database(address: str) -> dict[str, object]:
    """Django's settings for a database: a PostgreSQL address, or without one a SQLite file in the data folder."""
    address = address or f"sqlite:///{DATA / 'soundings.sqlite3'}"
    # Opening a database takes longer than reading a page's worth from it.
    found = {**environ.Env.db_url_config(address), "CONN_MAX_AGE": 60}
    if found["ENGINE"].endswith("sqlite3"):
        found["OPTIONS"] = SQLITE_OPTIONS
    else:
        # PostgreSQL acknowledges what it has written to disk, whatever the server's own default is.
        ours = {"options": "-c synchronous_commit=on"}
        # What is asked often is planned once a connection: answering pages take a fifth less time.
        quick = {"server_side_binding": True, "prepare_threshold": 3}
        found["OPTIONS"] = {**found.get("OPTIONS", {}), **ours, **quick}
        found["CONN_HEALTH_CHECKS"] = True
    return found


DATABASES = {"default": database(env_secret("DATABASE_URL"))}
# The largest file that is taken from a browser.
LARGEST_UPLOAD = int(os.environ.get("SOUNDINGS_LARGEST_UPLOAD_MB") or 10) * 2**20
# Where PostgreSQL's programs are, for backups, if not on the path.
PG_BINDIR = os.environ.get("PG_BINDIR", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Staff sign in; respondents never do. Passwords are Argon2's; twelve letters, and none that are known or obvious.
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
]
LOGIN_URL, LOGIN_REDIRECT_URL, ACCOUNT_LOGOUT_REDIRECT_URL = "account_login", "home:start", "account_login"
ACCOUNT_ADAPTER = "soundings_web.people.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
# A whole council may sign in from one address, so what counts is the account that is tried: five wrong passwords in
# five minutes. The limit by address only stops a machine.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "120/m/ip,5/5m/key", "reauthenticate": "10/m/user"}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "staff"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# Wrong passwords are counted across processes.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}}

# A code from an app besides the password, for roles that change what others rely on.
SECOND_STEP = env_flag("SOUNDINGS_SECOND_STEP", default=True)
MFA_ADAPTER = "soundings_web.people.accounts.adapters.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

# Single sign-on with the council's own identity provider, by OpenID Connect.
SOCIALACCOUNT_ADAPTER = "soundings_web.people.accounts.adapters.SocialAccountAdapter"
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SINGLE_SIGN_ON = os.environ.get("SOUNDINGS_OIDC_NAME", "").strip() or "your council account"
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "council",
                    "name": SINGLE_SIGN_ON,
                    "client_id": os.environ.get("SOUNDINGS_OIDC_CLIENT", ""),
                    "secret": env_secret("SOUNDINGS_OIDC_SECRET"),
                    "settings": {
                        "server_url": issuer,
                        "addresses_are_own": env_flag("SOUNDINGS_OIDC_ADDRESSES_OWN", default=False),
                    },
                }
            ],
        }
    }
    if (issuer := env_issuer("SOUNDINGS_OIDC_ISSUER"))
    else {}
)

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
# Which language a page has is decided by the page, not by the browser.
LOCALE_PATHS = [Path(__file__).parent / "ui" / "locale"]
LANGUAGES = [("en-gb", "English")]
# An artificial language, so that tests see which words are ours and that they change together with the questions.
if env_flag("SOUNDINGS_TEST_LANGUAGE", default=False):
    LANGUAGES.append(("en-x-test", "Test language"))

# Encrypted connections are the rule; only somebody at their own desk switches them off, with SOUNDINGS_HTTPS=no.
HTTPS = env_flag("SOUNDINGS_HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
# A monitor on the same machine asks over plain HTTP; the page holds nothing to protect.
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
# Whether every other service under the council's name is encrypted too is not ours to promise.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# Only behind a proxy that always sets this header itself; anywhere else a visitor could forge it.
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env_flag("SOUNDINGS_BEHIND_PROXY", default=False) else None
)
SECURE_CONTENT_TYPE_NOSNIFF = True
# Other sites learn nothing. Not "no-referrer": browsers then send "Origin: null" with our own forms, and the
# protection against forged requests would refuse them all.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# A page takes styles, scripts and pictures from this site and from nowhere else, and runs no script inside a page.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
CSRF_FAILURE_VIEW = "soundings_web.ui.problems.forged"

# Failures go to the log of whatever runs the site, with where in the program they happened; addresses, which may hold
# the secret of a link, and what was sent do not.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_addresses": {"()": "soundings_web.ui.logs.NoAddresses"}},
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "log": {"class": "logging.StreamHandler", "filters": ["no_addresses"], "formatter": "plain", "level": "ERROR"},
        # What our own rooms say is written to be read by whoever runs the site.
        "ours": {"class": "logging.StreamHandler", "formatter": "plain", "level": "WARNING"},
    },
    "loggers": {
        "django": {"handlers": ["log"], "level": "INFO", "propagate": True},
        "soundings_web": {"handlers": ["ours"], "level": "INFO", "propagate": True},
    },
}
