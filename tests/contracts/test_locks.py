"""The locks: name no address, hold nothing heavy, agree with each other; and every dependency says what it is for."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUN, DEVELOP, BOOTSTRAP = (ROOT / name for name in ("requirements.lock", "requirements-dev.lock", "bootstrap.lock"))
LOCKS = [RUN, DEVELOP, BOOTSTRAP]
PROJECT = ROOT / "pyproject.toml"
HEAVY = ("torch", "nvidia", "pandas", "pyarrow", "statsmodels")


def pins(lock: Path) -> dict[str, str]:
    """Each package of a lock with its version."""
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", lock.read_text(encoding="utf-8"), re.MULTILINE))


def declared() -> list[str]:
    """Every requirement of pyproject.toml, run-time and development."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    groups = [entry for group in project["dependency-groups"].values() for entry in group]
    return [*project["project"]["dependencies"], *(entry for entry in groups if isinstance(entry, str))]


def normal(requirement: str) -> str:
    return re.split(r"[<>=!~;\[ ]", requirement)[0].lower().replace("_", "-")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_lock_names_no_address(lock: Path):
    text = lock.read_text(encoding="utf-8")

    assert [word for word in ("://", "--index-url", "--extra-index-url", "--find-links", " @ ") if word in text] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_lock_holds_nothing_heavy(lock: Path):
    assert [name for name in pins(lock) if name.startswith(HEAVY)] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_pin_carries_a_hash(lock: Path):
    blocks = re.split(r"^(?=[A-Za-z0-9])", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert pins(lock)
    assert [block.splitlines()[0] for block in blocks if block.strip() and "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("lock", [RUN, BOOTSTRAP], ids=lambda path: path.name)
def test_smaller_locks_agree_with_the_development_lock(lock: Path):
    assert pins(lock).items() <= pins(DEVELOP).items()


def test_development_lock_can_replace_its_own_tools():
    assert {"uv", "setuptools"} <= pins(DEVELOP).keys()
    assert pins(BOOTSTRAP).keys() == {"uv"}
    assert "setuptools" in pins(RUN)


def test_every_declared_dependency_is_locked():
    locked = {normal(name) for name in pins(DEVELOP)}

    assert [requirement for requirement in declared() if normal(requirement) not in locked] == []


@pytest.mark.parametrize("requirement", declared())
def test_every_dependency_says_what_it_is_for(requirement: str):
    lines = [line.strip() for line in PROJECT.read_text(encoding="utf-8").splitlines()]
    before = lines[lines.index(f'"{requirement}",') - 1]

    assert re.fullmatch(r"# .{15,}\.", before), f"no sentence above {requirement}"
