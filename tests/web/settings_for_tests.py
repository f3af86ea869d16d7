"""The real settings, with the data folder in a place of its own, so that no test touches anybody's data."""

import os
import tempfile

os.environ["SOUNDINGS_DATA"] = tempfile.mkdtemp(prefix="soundings-tests-")
os.environ["SOUNDINGS_SECRET_KEY"] = "a-key-for-tests-only-and-long-enough-to-satisfy-every-check"  # noqa: S105 - no secret

from soundings_web.settings import *  # noqa: F403, TID251 - Django wants one module with everything in it

# Styles and scripts as they lie in the rooms: nobody collects them before a test.
STATIC_ROOT = tempfile.mkdtemp(prefix="soundings-static-")
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405 - from above
LANGUAGES = [*LANGUAGES, ("en-x-test", "Test language")]  # noqa: F405 - from above

# The tests' own server speaks plain HTTP; what the real settings say of HTTPS is tested where they are.
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False

# Stretching is as weak as libsodium allows: the tests type hundreds of passphrases, and passwords.
PASSWORD_HASHERS = ["tests.web.passwords.WeakArgon2"]
PASSPHRASE_STRETCH = CODE_STRETCH = (1, 8 * 2**10)

# A file, not memory: threads of a test then meet each other as processes do.
if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405 - from the real settings
    DATABASES["default"]["TEST"] = {"NAME": DATA / "tests.sqlite3"}  # noqa: F405 - as above

# Tests that are about the second step switch it on.
SECOND_STEP = False
