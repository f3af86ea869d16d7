"""Argon2 as weak as it can be: the tests sign in thousands of times."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class WeakArgon2(Argon2PasswordHasher):
    """The same, with the least time and memory."""

    time_cost, memory_cost, parallelism = 1, 8, 1
