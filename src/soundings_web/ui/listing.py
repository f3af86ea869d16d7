"""A list that is searched, sorted and paged by its address alone, so that it can be bookmarked and needs no script."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest

PAGE = 50


@dataclass(frozen=True)
class Column:
    """The head of a column; ``sort`` is the name it is sorted by, empty where it cannot be."""

    text: str
    sort: str = ""
    numeric: bool = False


@dataclass(frozen=True)
class ListQuery:
    """What a list is asked for: words to search, a column to sort by, a page from 1.

    ``more`` is what else the address says, as it was typed, by its names.
    """

    words: str = ""
    sort: str = ""
    down: bool = False
    page: int = 1
    more: tuple[tuple[str, str], ...] = ()

    @classmethod
    def asked(cls, request: HttpRequest, sorts: tuple[str, ...], more: tuple[str, ...] = ()) -> ListQuery:
        """From the address. What it does not know is left out; the first of ``sorts`` is the order without one."""
        given = request.GET.get("sort", "")
        name = given.removeprefix("-")
        page = request.GET.get("page", "")
        known = name in sorts
        return cls(
            _typed(request, "q"),
            name if known else sorts[0],
            known and given.startswith("-"),
            max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
            tuple((name, _typed(request, name)) for name in more),
        )

    @property
    def order(self) -> str:
        """The order as the address has it."""
        return f"-{self.sort}" if self.down else self.sort

    @property
    def rows(self) -> slice:
        """The rows of this page."""
        return slice((self.page - 1) * PAGE, self.page * PAGE)

    def last_page(self, total: int) -> int:
        return max(1, -(-total // PAGE))

    def within(self, total: int) -> ListQuery:
        """The same, on the last page where the one asked for is beyond it."""
        return replace(self, page=min(self.page, self.last_page(total)))

    def sorted_by(self, column: str) -> str:
        """The address of the list by this column; by the same one again, the other way round."""
        return replace(self, sort=column, down=column == self.sort and not self.down, page=1).address

    def at(self, page: int) -> str:
        """The address of another page."""
        return replace(self, page=page).address

    @property
    def address(self) -> str:
        """The list as it is asked for here."""
        told = {"q": self.words, **dict(self.more), "sort": self.order, "page": self.page if self.page > 1 else ""}
        return "?" + urlencode({name: value for name, value in told.items() if value})


def _typed(request: HttpRequest, name: str) -> str:
    """What was typed, without the one character that no database takes."""
    return request.GET.get(name, "").replace("\0", "").strip()[:200]
