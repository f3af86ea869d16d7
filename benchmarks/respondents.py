"""People who answer, in a process of their own: whole journeys one after another, as many at once as are asked for.

Nobody stops to think, so one of them asks as much of the site as many real people. A page is timed from the moment its
request is sent to the last byte of the answer; a page that leads on to another is two.
"""

from __future__ import annotations

import gzip
import json
import re
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any

_HIDDEN = re.compile(rb'name="(token|version)" value="([^"]*)"')


class UnexpectedError(Exception):
    """The site answered with something else than the next page of the journey, so the figures would mean nothing."""


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def leads_to(self) -> str:
        return self.headers.get("location", "")


@dataclass
class Person:
    """Somebody with a link, a browser that keeps one cookie, and a clock for each page."""

    port: int
    times: list[float]
    sizes: dict[str, int]
    cookie: str = ""
    hidden: dict[str, str] = field(default_factory=dict)

    def answer_everything(self, link: str, pages: list[tuple[int, str]]) -> None:
        """The start, every page with its answers, the check, and the thanks."""
        self.get(f"/a/{link}")
        here = self.post(f"/a/{link}", "language=").leads_to
        here = self.get(here).leads_to
        for number, fields in pages:
            if here != f"/answer/{number}/":
                raise UnexpectedError(f"page {number} was to come, not {here}")
            self.get(here)
            here = self.post(here, fields).leads_to
        self.get(here)
        here = self.post(here, "go=send").leads_to
        if here != "/answer/done/" or self.get(here).status != 200:
            raise UnexpectedError(f"the end was {here}")

    def get(self, address: str) -> Answer:
        answer = self._send("GET", address)
        body = gzip.decompress(answer.body) if answer.headers.get("content-encoding") == "gzip" else b""
        self.hidden |= {name.decode(): value.decode() for name, value in _HIDDEN.findall(body)}
        self.sizes.setdefault(address if address.startswith("/answer/") else "/a/", len(body or answer.body))
        return answer

    def post(self, address: str, fields: str) -> Answer:
        hidden = "".join(f"&{name}={value}" for name, value in self.hidden.items())
        answer = self._send("POST", address, (fields + hidden).encode())
        if answer.status != 302:
            raise UnexpectedError(f"{address} answered {answer.status}")
        return answer

    def _send(self, method: str, address: str, body: bytes = b"") -> Answer:
        lines = [f"{method} {address} HTTP/1.1", "Host: localhost", "Accept-Encoding: gzip", "Connection: close"]
        lines += [f"Cookie: {self.cookie}"] if self.cookie else []
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        start = time.perf_counter()
        with socket.create_connection(("127.0.0.1", self.port)) as there:
            there.sendall("\r\n".join([*lines, "", ""]).encode() + body)
            parts = []
            while part := there.recv(65536):
                parts.append(part)
        self.times.append(time.perf_counter() - start)
        head, _, content = b"".join(parts).partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
        answer = Answer(int(first.split()[1]), headers, content)
        self._keep(answer)
        if answer.status not in (200, 302):
            raise UnexpectedError(f"{method} {address} answered {answer.status}")
        return answer

    def _keep(self, answer: Answer) -> None:
        if "set-cookie" in answer.headers:
            self.cookie = answer.headers["set-cookie"].partition(";")[0]


def journeys(port: int, links: list[str], scripts: list[list[tuple[int, str]]], at_once: int) -> dict[str, Any]:
    """Every link answered, so many at once: seconds, the time of each page, and how large each page was."""
    waiting, faults = list(enumerate(links)), list[str]()
    times, sizes = list[float](), dict[str, int]()

    def go_on() -> None:
        try:
            while waiting:
                n, link = waiting.pop()
                Person(port, times, sizes).answer_everything(link, scripts[n % len(scripts)])
        except IndexError:  # another was quicker to take the last
            return
        except (UnexpectedError, OSError) as error:
            faults.append(str(error))

    threads = [threading.Thread(target=go_on) for _ in range(at_once)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"seconds": time.perf_counter() - start, "times": times, "sizes": sizes, "faults": faults}


if __name__ == "__main__":
    json.dump(journeys(**json.load(sys.stdin)), sys.stdout)
