"""The configuration of the web server in front: it writes down nobody's address and no link, and keeps nobody out."""

import http.client
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.web.operations.nginx_reading import Block, in_force, location_of, parsed

from soundings_web.respond.urls import urlpatterns

CONF = Path(__file__).parents[3] / "deploy" / "nginx.conf"
PAGES = sorted({f"/{pattern.pattern}".partition("<")[0] for pattern in urlpatterns})
NAME, SECRET = "survey.council.example", "aSecretOfALinkThatNobodyMayRead"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def servers() -> list[Block]:
    return parsed(CONF.read_text(encoding="utf-8")).named("server")


def site() -> Block:
    [found] = [one for one in servers() if one.named("location")]
    return found


# As it is written.


@pytest.mark.parametrize("broken", ["server {", "a b", "}", "a; }", ";"])
def test_the_reader_of_these_tests_refuses_what_is_not_well_formed(broken: str):
    with pytest.raises(ValueError, match="not well-formed"):
        parsed(broken)


def test_the_reader_of_these_tests_finds_the_longest_location():
    top = parsed('s { l off; location / { l "a b"; } location /code/ { x $y; } } # location /code/x {')
    [server] = top.named("s")

    assert in_force("l", location_of(server, "/a/b"), server, top) == [["a b"]]
    assert in_force("l", location_of(server, "/code/x"), server, top) == [["off"]]
    assert in_force("x", server, top) == []


def test_there_are_addresses_of_respondents_to_look_at():
    assert {"/a/", "/answer/", "/code/", "/session/", "/promise/"} <= set(PAGES)


@pytest.mark.parametrize("page", [*PAGES, "/", "/static/ui/ui.css", "/health/"])
def test_nothing_is_logged_of_a_page_that_respondents_load(page: str):
    """The hour of a page or of its styles is the hour of an answer; an error is logged with address and visitor."""
    blocks = location_of(site(), page), site()

    assert in_force("access_log", *blocks) == [["off"]]
    assert in_force("error_log", *blocks) == [["/dev/null", "emerg"]]


def test_no_server_and_no_location_logs_anything():
    """Also the ones that redirect, and that turn away whoever calls by another name."""
    assert len(servers()) == 3
    assert [one.values("access_log") for one in servers()] == [[["off"]]] * 3
    assert [one.values("error_log") for one in servers()] == [[["/dev/null", "emerg"]]] * 3
    assert [one for one in site().named("location") if one.values("access_log") or one.values("error_log")] == []


def test_the_site_does_not_learn_a_visitors_address():
    headers = dict(site().values("proxy_set_header"))

    assert [name for name, value in headers.items() if "remote" in value or "forwarded_for" in value] == []
    assert [headers[name] for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded")] == ["", "", ""]
    # A location with a header of its own would take none of these over.
    assert [one for one in site().named("location") if one.values("proxy_set_header")] == []


def test_the_site_is_always_told_how_it_was_asked():
    assert ["X-Forwarded-Proto", "$scheme"] in site().values("proxy_set_header")


def test_no_limit_counts_by_the_address_of_a_visitor():
    top = parsed(CONF.read_text(encoding="utf-8"))
    keys = [words[0] for name in ("limit_req_zone", "limit_conn_zone") for words in top.values(name)]
    [typed] = [block for block in top.named("map") if block.words[2] == keys[0]]

    assert keys == ["$soundings_typed"]
    assert typed.settings == [["default", ""], ["POST", "$server_name"]]
    assert "$binary_remote_addr" not in CONF.read_text(encoding="utf-8")


def test_thirty_people_in_one_room_may_type_their_codes_in_the_same_second():
    [limit] = location_of(site(), "/code/").values("limit_req")
    waiting = int(dict(word.split("=") for word in limit)["burst"])

    assert waiting >= 5 * 30
    assert "nodelay" not in limit
    assert [one.words[1] for one in site().named("location") if one.values("limit_req")] == ["/code/"]


def test_nothing_people_write_is_put_on_the_disk_on_its_way():
    assert site().values("client_body_buffer_size") == site().values("client_max_body_size") == [["11m"]]
    assert site().values("proxy_max_temp_file_size") == [["0"]]


def test_only_current_encryption_is_spoken():
    assert site().values("ssl_protocols") == [["TLSv1.2", "TLSv1.3"]]
    [plain] = [one for one in servers() if one.values("return") == [["301", "https://$host$request_uri"]]]
    assert [words[0] for words in plain.values("listen")] == ["80", "[::]:80"]


# As the real program does it.


@dataclass
class Running:
    """A web server with this configuration, in front of a site that is down."""

    folder: Path
    plain: int
    encrypted: int
    ordinary: int

    def logs(self) -> str:
        return "".join(path.read_text() for path in sorted((self.folder / "logs").iterdir()))

    def ask(self, method: str, address: str, body: bytes = b"", name: str = NAME) -> tuple[int, str]:
        trusting = ssl.create_default_context(cafile=str(self.folder / "certificate"))
        raw = socket.create_connection(("127.0.0.1", self.encrypted), timeout=10)
        connection = http.client.HTTPSConnection(name)
        connection.sock = trusting.wrap_socket(raw, server_hostname=name)
        connection.request(method, address, body, {"Host": name})
        answer = connection.getresponse()
        told = answer.status, answer.read().decode()
        connection.close()
        return told

    def ask_openly(self, port: int, address: str, name: str = NAME) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", address, headers={"Host": name})
        status = connection.getresponse().status
        connection.close()
        return status


def free_ports(count: int) -> list[int]:
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    if NGINX is None or shutil.which("openssl") is None:
        pytest.skip("the web server’s own program, nginx, is not on this machine, or openssl is not")
    place = Running(tmp_path, *free_ports(3))
    (tmp_path / "logs").mkdir()
    certify(tmp_path)
    command = [NGINX, "-p", str(tmp_path), "-e", str(tmp_path / "logs" / "start"), "-c", str(configured(place))]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    assert tested.returncode == 0, tested.stderr
    assert "[warn]" not in tested.stderr
    with subprocess.Popen(command) as process:  # noqa: S603 - as above
        try:
            wait_for(place.encrypted)
            yield place
        finally:
            process.send_signal(signal.SIGQUIT)


def certify(folder: Path) -> None:
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    files = [
        "-addext",
        f"subjectAltName=DNS:{NAME}",
        "-keyout",
        str(folder / "key"),
        "-out",
        str(folder / "certificate"),
    ]
    subprocess.run([*words, *files], check=True, capture_output=True)  # noqa: S603 - our own words


def configured(place: Running) -> Path:
    """Ours, with ports of this test, included as a machine's own configuration does, which logs everything."""
    [nobody] = free_ports(1)
    ours = "\n".join(line for line in CONF.read_text().splitlines() if "listen [::]" not in line)
    for old, new in {
        "listen 80": f"listen 127.0.0.1:{place.plain}",
        "listen 443": f"listen 127.0.0.1:{place.encrypted}",
        "/etc/soundings/tls/fullchain.pem": str(place.folder / "certificate"),
        "/etc/soundings/tls/key.pem": str(place.folder / "key"),
        "127.0.0.1:8000": f"127.0.0.1:{nobody}",
    }.items():
        assert old in ours
        ours = ours.replace(old, new)
    (place.folder / "soundings.conf").write_text(ours)
    logs = place.folder / "logs"
    temporary = "\n".join(
        f"{kind}_temp_path {place.folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = place.folder / "whole.conf"
    whole.write_text(
        f"daemon off; pid {place.folder}/pid; error_log {logs}/error info; events {{}}\n"
        f"http {{ access_log {logs}/access; {temporary}\n include {place.folder}/soundings.conf;\n"
        f"server {{ listen 127.0.0.1:{place.ordinary}; location / {{ proxy_pass http://127.0.0.1:{nobody}; }} }} }}"
    )
    return whole


def wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as tried:
            if not tried.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.05)
    raise AssertionError("the web server does not listen")


def test_even_while_the_site_is_down_no_log_holds_a_link_or_a_visitor(running: Running):
    assert running.ask_openly(running.ordinary, "/a/ordinary-secret") == 502
    assert "ordinary-secret" in running.logs()
    assert "127.0.0.1" in running.logs()
    before = set(running.logs().splitlines())

    status, told = running.ask("GET", f"/a/{SECRET}")
    assert status == 503
    assert "What you saved is kept" in told
    assert running.ask("POST", f"/answer/1/?{SECRET}", b"x" * 2_000_000)[0] == 503
    assert running.ask("POST", f"/code/?{SECRET}")[0] == 503
    assert running.ask("POST", f"/session/{SECRET}/", b"x" * 20_000_000)[0] == 413
    assert running.ask_openly(running.plain, f"/a/{SECRET}") == 301
    for by_another_name in (
        lambda: running.ask_openly(running.plain, f"/a/{SECRET}", "other.example"),
        lambda: running.ask("GET", f"/a/{SECRET}", name="other.example"),
    ):
        with pytest.raises((http.client.HTTPException, OSError)):
            by_another_name()

    assert SECRET not in running.logs()
    assert set(running.logs().splitlines()) - before == set()


def test_a_room_full_of_people_typing_codes_is_not_turned_away(running: Running):
    begun = time.monotonic()
    statuses = [running.ask("POST", "/code/")[1] for _ in range(40)]

    assert all("What you saved is kept" in told for told in statuses), (
        "the site is down, but nobody was refused before it"
    )
    assert time.monotonic() - begun < 10
