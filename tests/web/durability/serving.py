"""Processes that take submissions and mix, until they are killed."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from multiprocessing.connection import Connection, Listener

from django.db import close_old_connections, connection
from django.db.utils import Error
from tests.web.durability.deeds import answers_of

from soundings.errors import SoundingsError
from soundings_web.respond.mixing import mix
from soundings_web.respond.submitting import AlreadyInError, submit, way_in

LOST = (EOFError, ConnectionError, FileNotFoundError)


def serve(address: str, slow: bool = False) -> None:
    """A process of an application server: takes answers on every connection, and acknowledges what is committed."""
    with Listener(address, "AF_UNIX", backlog=64) as listener:
        while True:
            threading.Thread(target=_serve_one, args=(listener.accept(), slow), daemon=True).start()


def _serve_one(client: Connection, slow: bool) -> None:
    with suppress(*LOST):
        while True:
            client.send(_taken(*client.recv(), slow=slow))


def _taken(n: int, secret: bytes, *, slow: bool) -> str:
    close_old_connections()
    try:
        submit(way_in(secret), answers_of(n))
    except AlreadyInError:
        return "told"
    except (Error, SoundingsError) as error:
        connection.close()
        return f"refused: {error}"
    if slow and n % 4 == 0:  # a slow network, so that some are killed when all is done and nothing was said
        time.sleep(0.05)
    return "acknowledged"


def mix_for_ever() -> None:
    while True:
        close_old_connections()
        try:
            mix()
        except (SoundingsError, Error):
            connection.close()
        time.sleep(0.1)
