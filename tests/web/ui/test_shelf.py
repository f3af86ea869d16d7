"""Styles and scripts as they are served: collected, named after their content, small; and without a collection too."""

import gzip
import io
import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import Client

from soundings_web import settings as real  # noqa: TID251 - the real storage, not the tests' own

# A file is closed as a request is, which looks after the connections to the database too.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]
FIRST_LOAD = 60_000


@pytest.fixture
def collected(settings, tmp_path: Path) -> Path:
    """The site as after ``collectstatic``."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = real.STORAGES
    settings.WHITENOISE_USE_FINDERS = False
    call_command("collectstatic", "--no-input", stdout=io.StringIO())
    staticfiles_storage._wrapped.hashed_files = staticfiles_storage._wrapped.load_manifest()[0]
    return settings.STATIC_ROOT


def test_first_load_is_small(client: Client, collected: Path):
    answer = client.get("/ten/", headers={"accept-encoding": "br, gzip"})
    page = gzip.decompress(answer.content).decode()
    files = set(re.findall(r'(?:href|src)="/static/([^"]+)"', page))
    files |= {
        f"ui/{name}" for path in files for name in re.findall(r'from "\./([^"]+)"', (collected / path).read_text())
    }
    sizes = {name: len(client_bytes(client, name)) for name in sorted(files)}
    total = len(answer.content) + sum(sizes.values())
    print(f"first load with ten questions: {total / 1000:.1f} kB; page {len(answer.content) / 1000:.1f}, {sizes}")

    assert len(files) == 6
    assert total < FIRST_LOAD


def client_bytes(client: Client, name: str) -> bytes:
    answer = client.get(f"/static/{name}", headers={"accept-encoding": "br, gzip"})
    assert answer.status_code == 200
    assert "immutable" in answer["Cache-Control"]
    content = b"".join(answer)
    answer.close()
    if answer.headers.get("Content-Encoding") == "br":
        assert brotli.decompress(content)
    return content


def test_one_script_finds_the_other_by_its_new_name(collected: Path):
    starts = list((collected / "ui").glob("start.*.js"))

    assert len(starts) == 1
    assert re.search(r'from "\./govuk-frontend\.[0-9a-f]{12}\.js"', starts[0].read_text(encoding="utf-8"))


def test_without_a_collection_the_site_works(client: Client, settings, tmp_path: Path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = real.STORAGES
    settings.WHITENOISE_USE_FINDERS = True

    assert "/static/ui/ui.css" in client.get("/ten/").text
    served = client.get("/static/ui/ui.css")
    served.close()
    assert served.status_code == 200
