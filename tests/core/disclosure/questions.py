"""The questions that small made-up surveys of these tests ask, each by itself, and the head they stand under."""

HEAD = """
format = 1
code = "{code}"
title = "{title}"
version = "{version}"
versions = [{versions}]
{more}
[[scales]]
code = "agree"
options = [{{ code = "sd", label = "Strongly disagree" }}, {{ code = "d", label = "Disagree" }},
  {{ code = "n", label = "Neither" }},
  {{ code = "a", label = "Agree" }}, {{ code = "sa", label = "Strongly agree" }}]
[[sections]]
code = "s"
title = "All"
"""
LOAD = """
[[sections.items]]
code = "load"
text = "My caseload is manageable."
kind = "scale"
scale = "agree"
favourable = ["a", "sa"]
neutral = ["n"]
"""
LATE = """
[[sections.items]]
code = "late"
text = "I work late."
kind = "scale"
scale = "agree"
favourable = ["sd", "d"]
neutral = ["n"]
reversed = true
"""
HARM = """
[[sections.items]]
code = "harm"
text = "I was harassed."
kind = "choice"
options = [{ code = "yes", label = "Yes" }, { code = "no", label = "No" }]
favourable = ["no"]
sensitive = true
"""
TEAM = """
[[sections.items]]
code = "team"
text = "Team"
kind = "unit"
profile = true
"""


def role_question(**labels: str) -> str:
    """The role question, with these roles by code."""
    options = ", ".join(f'{{ code = "{code}", label = "{label}" }}' for code, label in labels.items())
    return f'[[sections.items]]\ncode = "role"\ntext = "Role"\nkind = "choice"\nprofile = true\noptions = [{options}]\n'


def questionnaire(code: str, title: str, *items: str, versions: tuple[str, ...] = ("1",), more: str = "") -> str:
    """A questionnaire of these items, at the last of its ``versions``."""
    named = ", ".join(f'"{version}"' for version in versions)
    return HEAD.format(code=code, title=title, version=versions[-1], versions=named, more=more) + "".join(items)
