"""No import cycle, in either package: import-linter holds the floors, this holds the files within a floor."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"


def module_name(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_names(tree: ast.Module) -> Iterator[str]:
    """Every dotted name a file imports, wherever in the file; of ``from a import b`` both ``a.b`` and ``a``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
            yield node.module


def import_graph(files: dict[str, str]) -> dict[str, set[str]]:
    """Which of our modules imports which. A room's face does not count as imported by the room's own files."""
    graph: dict[str, set[str]] = {}
    for name, source in files.items():
        names = set(imported_names(ast.parse(source)))
        precise = {found for found in names if found in files}
        faces = {found for found in precise if any(other.startswith(f"{found}.") for other in precise)}
        graph[name] = precise - faces - {name}
    return graph


def find_cycle(graph: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_a_cycle_would_be_found():
    files = {"a": "from b import x", "b": "import c", "c": "def f():\n    from a import y"}

    assert set(find_cycle(import_graph(files))) == {"a", "b", "c"}


def test_no_file_imports_itself_through_others():
    files = {module_name(path): path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}

    assert len(files) > 10
    assert find_cycle(import_graph(files)) == []
