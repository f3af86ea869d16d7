"""Finding the line of a key in a TOML file."""

from soundings.instrument.places import line_of, lines_by_path

TEXT = """\
format = 1
"quoted key" = 2
'single' = 3

[file]
title.rows = 1

[[sections]]  # the first
code = "a"
[[sections.items]]
code = "A1"
options = [
  { code = "yes", label = "Yes" },
]
[[sections.items]]
code = "A2"
[[sections.items.history]]
version = "1"
[[sections]]
code = "b"
[[sections.items]]
code = "B1"
[labels."agree 5"]
Yup = "yes"
"""


def test_every_table_and_key_has_its_line():
    places = lines_by_path(TEXT)

    assert places == {
        ("format",): 1,
        ("quoted key",): 2,
        ("single",): 3,
        ("file",): 5,
        ("file", "title", "rows"): 6,
        ("sections", 0): 8,
        ("sections", 0, "code"): 9,
        ("sections", 0, "items", 0): 10,
        ("sections", 0, "items", 0, "code"): 11,
        ("sections", 0, "items", 0, "options"): 12,
        ("sections", 0, "items", 0, "options", 0): 13,
        ("sections", 0, "items", 1): 15,
        ("sections", 0, "items", 1, "code"): 16,
        ("sections", 0, "items", 1, "history", 0): 17,
        ("sections", 0, "items", 1, "history", 0, "version"): 18,
        ("sections", 1): 19,
        ("sections", 1, "code"): 20,
        ("sections", 1, "items", 0): 21,
        ("sections", 1, "items", 0, "code"): 22,
        ("labels", "agree 5"): 23,
        ("labels", "agree 5", "Yup"): 24,
    }


def test_a_key_inside_a_list_has_the_line_of_its_entry():
    places = lines_by_path(TEXT)

    assert line_of(places, ("sections", 0, "items", 0, "options", 0, "label")) == 13


def test_a_list_on_one_line_gives_its_line_to_every_entry():
    places = lines_by_path('title = "T"\noptions = [{ code = "yes" }, { code = "no" }]\n')

    assert line_of(places, ("options", 1, "code")) == 2


def test_a_line_separator_inside_a_text_is_not_a_new_line():
    places = lines_by_path('title = "one\u2028still one"\ncode = "a"\r\nversion = "1"\n')

    assert places == {("title",): 1, ("code",): 2, ("version",): 3}


def test_a_missing_key_has_the_line_of_the_table_it_is_missing_from():
    places = lines_by_path(TEXT)

    assert line_of(places, ("sections", 0, "items", 1, "text")) == 15


def test_what_is_nowhere_has_no_line():
    assert line_of(lines_by_path(TEXT), ("nowhere", "at all")) is None
    assert line_of({}, ()) is None
