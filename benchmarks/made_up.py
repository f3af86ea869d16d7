"""A made-up survey of any size, for measuring only."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

LABELS = ("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree")


def write_wave(folder: Path, *, people: int, items: int, teams: int, roles: int) -> Path:
    """Write questionnaire, answers, eligible people and wave file; returns the wave file."""
    chance = np.random.default_rng(1)
    team = chance.integers(0, teams, people)
    role = chance.integers(0, roles, people)
    columns: dict[str, list[str]] = {
        f"Q{n:02}": [LABELS[code] if code < 5 else "" for code in chance.integers(0, 6, people)] for n in range(items)
    }
    columns["team"] = [f"Team {n:03}" for n in team]
    columns["role"] = [f"Role {n}" for n in role]
    pl.DataFrame(columns).write_csv(folder / "answers.csv")
    (folder / "instrument.toml").write_text(_instrument(items, roles))
    (folder / "eligible.csv").write_text(_eligible(team, role, people))
    (folder / "wave.toml").write_text(_WAVE)
    return folder / "wave.toml"


def _instrument(items: int, roles: int) -> str:
    options = ", ".join(f'{{ code = "o{n}", label = "{label}" }}' for n, label in enumerate(LABELS))
    text = f"""format = 1
code = "made-up"
title = "Made up"
version = "1"
topics = [{", ".join(f'{{ code = "t{n}", title = "Topic {n}" }}' for n in range(6))}]
[[scales]]
code = "agree"
options = [{options}]
[[sections]]
code = "all"
title = "All"
"""
    for n in range(items):
        text += f"""[[sections.items]]
code = "Q{n:02}"
text = "Question {n}"
kind = "scale"
scale = "agree"
favourable = ["o3", "o4"]
neutral = ["o2"]
topic = "t{n % 6}"
"""
    named = ", ".join(f'{{ code = "r{n}", label = "Role {n}" }}' for n in range(roles))
    return (
        text
        + f"""[[sections.items]]
code = "team"
text = "Team"
kind = "unit"
profile = true
[[sections.items]]
code = "role"
text = "Role"
kind = "choice"
profile = true
options = [{named}]
"""
    )


def _eligible(team: np.ndarray, role: np.ndarray, people: int) -> str:
    rows = [f",,,{2 * people}"]
    for name, member, word in (("team", team, "Team {:03}"), ("role", role, "Role {}")):
        rows += [f"{name},{word.format(n)},,{2 * count}" for n, count in enumerate(np.bincount(member))]
    return "\n".join(["dimension,group,parent,eligible", *rows]) + "\n"


_WAVE = """format = 1
code = "1"
title = "Made up"
organisation = "Nobody"
[[surveys]]
code = "s"
instrument = "instrument.toml"
responses = "answers.csv"
eligible = "eligible.csv"
by = ["team", "role"]
"""
