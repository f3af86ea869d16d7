"""What the pages about a questionnaire share: the frame of the page, its style, and how parts are named."""

from __future__ import annotations

from html import escape
from math import ceil

from soundings.instrument import Instrument
from soundings.reporting.style import style

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def whole_page(*, title: str, language: str, kind: str, skip: str, header: str, main: str) -> str:
    """One page that stands alone: nothing is fetched, and nothing in it runs."""
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style('questionnaire/questionnaire.css')}</style>\n</head>\n"
        f'<body class="{kind}">\n<a class="skip" href="#main">{escape(skip)}</a>\n'
        f'<header class="top"><div>\n{header}</div></header>\n'
        f'<main id="main" tabindex="-1">\n{main}</main>\n</body>\n</html>\n'
    )


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph, or nothing where there is no text."""
    mark = f' class="{kind}"' if kind else ""
    return f"<p{mark}>{escape(text)}</p>\n" if text else ""


def about_minutes(instrument: Instrument, audience: str = "") -> str:
    """The estimate as people read it: never less than it may take."""
    minutes = ceil(instrument.minutes(audience))
    return f"about {minutes} minute{'' if minutes == 1 else 's'}"
