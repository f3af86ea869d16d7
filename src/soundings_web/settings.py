"""Every setting of the site, read from the environment, with defaults that are safe and that run.

What can be set is listed in ``docs/settings.md``. A secret may also be given as the path of a file that holds
it, under the same name with ``_FILE`` behind it.
"""

import os
import secrets
import tempfile
from pathlib import Path

import environ


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


def kept_secret(path: Path) -> str:
    """The key in this file, made on first use and readable by nobody else.

    Two processes may start at once: the file appears whole under its name or not at all, and the first one wins.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, fresh = tempfile.mkstemp(dir=path.parent)  # mkstemp files are 0600
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            Path(fresh).unlink()
    return path.read_text(encoding="utf-8")


def data_folder() -> Path:
    """Where the database and the key live: never inside the repository unless somebody asks for it."""
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(os.environ.get("SOUNDINGS_DATA") or Path(home) / "soundings").resolve()


DATA = data_folder()
DEBUG = env_flag("SOUNDINGS_DEBUG", default=False)
SECRET_KEY = env_secret("SOUNDINGS_SECRET_KEY") or kept_secret(DATA / "secret-key")
ALLOWED_HOSTS = env_list("SOUNDINGS_HOSTS", "localhost,127.0.0.1,[::1]")

# Keys never rest beside what they open: this folder is not part of a backup of the database.
KEY_FOLDER = Path(os.environ.get("SOUNDINGS_KEYS") or DATA / "keys").resolve()

# The address that links in messages and on paper begin with.
SITE_ADDRESS = os.environ.get("SOUNDINGS_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
# How long backups of the database are kept, as certificates say it.
BACKUP_DAYS = int(os.environ.get("SOUNDINGS_BACKUP_DAYS") or 35)
# How hard a passphrase and a printed code are to guess from a stolen key folder: libsodium's Argon2id operations and
# bytes of memory. A passphrase is typed once a year; a code carries 65 bits of its own.
PASSPHRASE_STRETCH = (3, 256 * 2**20)
CODE_STRETCH = (2, 8 * 2**20)

# No accounts yet: the site gets its own kind of user together with its first sign-in.
INSTALLED_APPS = [
    "django_tasks",
    "django_tasks_db",
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
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "soundings_web.urls"
WSGI_APPLICATION = "soundings_web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
    }
]

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
    if not address:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA / "soundings.sqlite3", "OPTIONS": SQLITE_OPTIONS}
    found = environ.Env.db_url_config(address)
    if found["ENGINE"].endswith("sqlite3"):
        found["OPTIONS"] = SQLITE_OPTIONS
    else:
        # PostgreSQL acknowledges what it has written to disk, whatever the server's own default is.
        found["OPTIONS"] = {**found.get("OPTIONS", {}), "options": "-c synchronous_commit=on"}
        found["CONN_MAX_AGE"] = 60
        found["CONN_HEALTH_CHECKS"] = True
    return found


DATABASES = {"default": database(env_secret("DATABASE_URL"))}
# Where PostgreSQL's programs are, for backups, if not on the path.
PG_BINDIR = os.environ.get("PG_BINDIR", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

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
