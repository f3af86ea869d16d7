"""Dates as personnel systems write them: the day before the month, or the year first."""

from datetime import date, datetime
from functools import lru_cache

# Day before month throughout: these are British files. Month before day is never guessed.
FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d/%m/%y", "%d-%b-%y")


@lru_cache(maxsize=20_000)
def read_date(text: str) -> date | None:
    """The day, or None where it cannot be read. A time of day behind it is dropped, as workbooks add one."""
    words = text.strip().replace("T", " ", 1) if text[:4].isdigit() else text.strip()
    if ":" in words:
        words = words.rsplit(" ", 1)[0]
    for form in FORMS:
        try:
            return datetime.strptime(words, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None
