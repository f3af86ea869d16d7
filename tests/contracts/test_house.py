"""The house rules that no linter knows: names, places, and what must never be written down."""

import ast
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DRAWERS = {"helper", "helpers", "util", "utils", "utilities", "common", "manager", "managers", "misc", "lib", "libs"}

# Written in pieces, so that this file does not name what it forbids.
HOSTS = ["pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "registry." + "npm", "proxy.golang" + ".org"]
MACHINE_PATHS = re.compile(
    r"(?<![\w.~/-])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me/\w+|Us" + r"ers/\w+|mnt/\w+|op" + r"t/\w+)(?=[/\s\"'`)]|$)"
)


def house_files() -> list[Path]:
    """Every file that is or would be kept in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - git, wherever it is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        return sorted(ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())
    return sorted(unpacked_files())


def unpacked_files() -> list[Path]:
    """The same for a copy that came without git: everything but what ``.gitignore`` leaves out by folder."""
    left_out = {".git", ".venv", "build", "dist", "demo-output", "htmlcov", "__pycache__", "node_modules"}
    left_out |= {folder.parent.name for folder in ROOT.glob("*/pyvenv.cfg")}
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and not any(part in left_out or part.endswith("_cache") for part in path.relative_to(ROOT).parts)
    ]


def text_or_nothing(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


FILES = house_files()
TESTS = [path for path in FILES if path.name.startswith("test_") and path.suffix == ".py"]
SOURCES = [path for path in FILES if path.suffix == ".py" and (ROOT / "src") in path.parents]


def test_there_are_files_to_look_at():
    assert {"README.md", "Makefile", "pyproject.toml"} <= {path.name for path in FILES}
    assert SOURCES
    assert TESTS


def test_no_drawer_for_other_things():
    names = {part.removesuffix(".py") for path in FILES for part in path.relative_to(ROOT).parts}

    assert names & DRAWERS == set()


def test_no_address_of_a_package_index_is_written_down():
    assert [(path.name, host) for path in FILES for host in HOSTS if host in text_or_nothing(path)] == []


def test_no_path_of_one_machine_is_written_down():
    found = {str(path.relative_to(ROOT)): MACHINE_PATHS.findall(text_or_nothing(path)) for path in FILES}

    assert {name: paths for name, paths in found.items() if paths} == {}


@pytest.mark.parametrize("path", ["/wo" + "rk/main", "/ro" + "ot", "at /ho" + "me/ann/x", '"/wo' + 'rk"'])
def test_a_machine_path_would_be_found(path: str):
    assert MACHINE_PATHS.search(path)


@pytest.mark.parametrize("path", ["the rights/wo" + "rk balance", "~/ho" + "me/x", "src/ho" + "me/apps.py", "/health/"])
def test_an_ordinary_slash_is_no_machine_path(path: str):
    assert not MACHINE_PATHS.search(path)


def test_integration_runs_what_a_person_runs():
    runner = ROOT / ".ci" / "run"

    assert os.access(runner, os.X_OK)
    assert "make test" in runner.read_text(encoding="utf-8")


def test_every_target_of_make_is_explained():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):(.*)$", makefile, re.MULTILINE)

    assert {"demo", "test", "check", "fix", "attack", "bench", "lock"} <= {name for name, _ in targets}
    assert [name for name, rest in targets if "  ## " not in rest] == []


def test_no_lock_with_addresses_is_kept():
    assert [path.name for path in FILES if path.name in {"uv.lock", "poetry.lock"} or "pylock" in path.name] == []


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_names_of_tests_are_claims(path: Path):
    names = [
        node.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]

    assert names, "a test file without a test"
    assert [name for name in names if len(name.removeprefix("test_").split("_")) < 3] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_module_says_what_lives_in_it(path: Path):
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""

    assert len(docstring) >= 30


def test_every_linter_exception_in_the_code_has_a_reason():
    silenced = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in FILES
        if path.suffix == ".py" and path.name != Path(__file__).name
        for line in path.read_text(encoding="utf-8").splitlines()
        if "# noqa" in line and not re.search(r"# noqa: [A-Z0-9, ]+ - \S+", line)
    ]

    assert silenced == []


def test_version_is_written_once_and_the_same():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    package = (ROOT / "src" / "soundings" / "__init__.py").read_text(encoding="utf-8")

    assert f'__version__ = "{project["version"]}"' in package
    assert "Unreleased" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
