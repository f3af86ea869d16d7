"""What every answer says to the browser: load nothing from elsewhere, run nothing inside a page, ask for no device."""

import pytest
from django.test import Client

# A file is closed as a request is, which looks after the connections to the database too.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "form-action 'self'",
    "base-uri 'none'", "frame-ancestors 'none'",
}  # fmt: skip


@pytest.mark.parametrize("address", ["/components/", "/nowhere/", "/fall/", "/static/ui/ui.css"])
def test_every_answer_carries_the_policies(address: str):
    answer = Client(raise_request_exception=False).get(address)
    headers = answer.headers
    answer.close()

    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert "camera=()" in headers["Permissions-Policy"]
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_page_has_no_script_and_no_style_inside(client: Client):
    text = client.get("/components/?faults").text

    assert text.count("<script") == text.count("<script src=") + text.count('<script type="module" src=') == 2
    assert "<style" not in text
    assert " style=" not in text
    assert " onclick=" not in text


def test_pages_are_compressed(client: Client):
    assert client.get("/ten/", headers={"accept-encoding": "gzip"})["Content-Encoding"] == "gzip"
