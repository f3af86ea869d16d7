"""Components: the markup of the design system, cheap enough for a page of many questions, everything escaped."""

import re

import pytest
from django.template import engines
from django.test import Client
from jinja2 import UndefinedError
from tests.web.ui.demonstration import AGREE, REASONS

from soundings_web.ui import Option, Row
from soundings_web.ui.environment import govuk

pytestmark = pytest.mark.usefixtures("demonstration")


def rendered(source: str, **context: object) -> str:
    return engines["jinja2"].from_string(source).render(context)


def squeezed(markup: str) -> str:
    return re.sub(r"\s*(?=[<>])|(?<=[<>])\s*", "", re.sub(r"\s+", " ", markup)).strip()


def asked(kind: str, options: tuple[Option, ...], chosen: tuple[str, ...], **more: str) -> dict[str, object]:
    """The parameters with which the design system's own macro draws the same question."""
    items: list[dict[str, object]] = []
    for at, option in enumerate(options, 1):
        items += [{"divider": "or"}] if option.apart else []
        item = {"value": option.value, "text": option.label, "id": "q" if at == 1 else f"q-{at}"}
        item |= {"hint": {"text": option.hint}} if option.hint else {}
        item |= {"behaviour": "exclusive"} if option.apart and kind == "checkboxes" else {}
        items.append(item | ({"checked": True} if option.value in chosen else {}))
    fieldset = {"legend": {"text": "Well?", "classes": "govuk-fieldset__legend--m"}}
    found = {"name": "q", "items": items, "fieldset": fieldset}
    found |= {"hint": {"text": more["hint"]}} if "hint" in more else {}
    return found | ({"errorMessage": {"text": more["error"]}} if "error" in more else {})


WORDS = [{}, {"hint": "Last month"}, {"error": "Choose one"}, {"hint": "Last month", "error": "Choose <one>"}]


@pytest.mark.parametrize("more", WORDS)
@pytest.mark.parametrize("options", [AGREE, REASONS], ids=["agreement", "reasons"])
@pytest.mark.parametrize("kind", ["radios", "checkboxes"])
def test_quick_markup_is_the_design_systems_own(kind: str, options: tuple[Option, ...], more: dict[str, str]):
    chosen = (options[1].value,)
    value = {"value": chosen[0]} if kind == "radios" else {"values": chosen}
    source = f'{{% from "ui/choices.html" import {kind} %}}{{{{ {kind}("q", "Well?", options, **given) }}}}'

    ours = rendered(source, options=options, given={**more, **value})

    assert squeezed(ours) == squeezed(govuk(kind, asked(kind, options, chosen, **more)))


def test_heading_may_be_the_question():
    source = '{% from "ui/choices.html" import radios %}{{ radios("q", "Well?", options, size="l", heading=true) }}'

    assert '<h1 class="govuk-fieldset__heading">Well?</h1>' in rendered(source, options=AGREE)


def test_quick_summary_list_is_the_design_systems_own():
    rows = [Row("Your team", "North <Team>", "/1/#q"), Row("Hours", "37"), Row("Pay", "Good", "/2/", "Mend")]
    theirs = [
        {"key": {"text": row.key}, "value": {"text": row.value}}
        | {
            "actions": {
                "items": [{"href": row.href, "text": row.action or "Change", "visuallyHiddenText": row.key}]
                if row.href
                else []
            }
        }
        for row in rows
    ]
    source = '{% from "ui/lists.html" import summary_list %}{{ summary_list(rows) }}'

    for some in (slice(None), slice(1, 2)):
        assert squeezed(rendered(source, rows=rows[some])) == squeezed(govuk("summary-list", {"rows": theirs[some]}))


def test_page_says_each_fault_beside_its_field_and_at_the_top(client: Client):
    text = client.get("/components/?faults").text

    assert "<title>Error: Components – Soundings</title>" in text
    for field in ("hours", "q1", "reasons"):
        assert f'href="#{field}"' in text
        assert f'id="{field}"' in text
        assert f'id="{field}-error"' in text


def test_page_without_faults_speaks_of_none(client: Client):
    assert "rror" not in client.get("/components/").text


def test_what_people_type_is_shown_and_never_run(client: Client):
    text = client.get("/components/").text

    assert text.count("First line\n  second &lt;line&gt; &amp; more</textarea>") == 2
    assert "North &lt;b&gt;locality&lt;/b&gt;" in text


def test_every_id_of_a_page_is_there_once(client: Client):
    ids = re.findall(r'\bid="([^"]+)"', client.get("/components/?faults").text)

    assert len(ids) == len(set(ids)) > 20


def test_forms_carry_their_token(client: Client):
    assert 'name="csrfmiddlewaretoken"' in client.get("/components/").text


@pytest.mark.parametrize("source", ["{{ nobody }}", "{{ option.colour }}", "{{ option.label.nothing }}"])
def test_a_name_the_page_does_not_have_is_a_fault(source: str):
    with pytest.raises(UndefinedError):
        rendered(source, option=AGREE[0])


def test_first_option_may_have_a_heading_or_stand_apart():
    source = '{% from "ui/choices.html" import radios, checkboxes %}{{ radios("q", "Well?", options) }}{{ checkboxes("c", "Well?", options) }}'  # noqa: E501 - one template
    options = (Option("a", "Irish", head="White", apart=True), Option("b", "Roma", head="White"))
    found = rendered(source, options=options)
    assert found.count(">White</p>") == 1
    assert found.count(">or</div>") == 2
