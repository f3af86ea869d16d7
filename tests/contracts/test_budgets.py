"""Sizes of functions, files and templates. A budget is a signal: where it hurts, a room holds two subjects.

A function is counted without its docstring. The medians are printed, not enforced: run with ``-rP`` to read them.
"""

import ast
from pathlib import Path
from statistics import median, quantiles

import pytest

SOURCE = Path(__file__).parents[2] / "src"
FILES = sorted(SOURCE.rglob("*.py"))
TEMPLATES = sorted(path for kind in ("templates", "jinja2") for path in SOURCE.rglob(f"{kind}/**/*") if path.is_file())

LONGEST_FUNCTION = 60
NINE_FUNCTIONS_IN_TEN = 25
LONGEST_FILE = 400
LONGEST_TEMPLATE = 60


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from ``def`` to the last one, without the docstring."""
    first = node.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and ast.get_docstring(node)
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if documented else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - docstring


def function_sizes() -> dict[str, int]:
    return {
        f"{path.relative_to(SOURCE)}:{node.lineno} {node.name}": lines_of(node)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def file_sizes(paths: list[Path]) -> dict[str, int]:
    return {str(path.relative_to(SOURCE)): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}


def over(sizes: dict[str, int], limit: int) -> dict[str, int]:
    return {name: size for name, size in sizes.items() if size > limit}


def test_docstring_is_not_counted():
    node = ast.parse('def f():\n    """One.\n\n    Two.\n    """\n    a = 1\n    return a\n').body[0]

    assert isinstance(node, ast.FunctionDef)
    assert lines_of(node) == 3


def test_no_function_is_too_long():
    sizes = function_sizes()
    print(f"functions: {len(sizes)}, median {median(sizes.values())} lines (aim 8)")

    assert over(sizes, LONGEST_FUNCTION) == {}


def test_nine_functions_in_ten_are_short():
    ninetieth = quantiles(function_sizes().values(), n=10)[-1]
    print(f"functions: 90th percentile {ninetieth:.0f} lines")

    assert ninetieth <= NINE_FUNCTIONS_IN_TEN


def test_no_file_is_too_long():
    sizes = file_sizes(FILES)
    print(f"files: {len(sizes)}, median {median(sizes.values())} lines (aim 90)")

    assert over(sizes, LONGEST_FILE) == {}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_template_is_short(template: Path):
    assert over(file_sizes([template]), LONGEST_TEMPLATE) == {}
