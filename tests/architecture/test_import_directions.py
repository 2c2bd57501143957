"""The directions in which modules may know each other. A new arrow is a decision, not an accident."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "backend" / "app"
RUNNERS = Path(__file__).parents[2] / "function_runners"

MAY_IMPORT = {
    "domain": {"domain", "errors"},
    "services": {"services", "domain", "errors", "config", "__init__"},
    "worker": {"worker", "services", "domain", "errors", "config", "container", "observability"},
    "api": {"api", "services", "domain", "errors", "container", "__init__"},
    "studio": {"studio", "services", "domain", "errors", "config", "container", "main", "observability", "__init__"},
}
MECHANISMS = {"durable", "edits", "events", "flock", "git", "index", "media", "project_fs", "uploads"}
"""Services that know nothing of what a film is made of."""
ONLY_IN = {
    "pygit2": {"services/git/", "services/edits/"},
    "git": {"services/git/"},
    "docker": {"worker/runner/docker"},
    "PIL": {"services/media/thumbnails"},
    "celery": {"worker/", "services/queue/post"},
    "fastapi": {"api/", "main"},
    "starlette": {"api/", "main"},
    "typer": {"cli"},
}


def modules() -> list[Path]:
    return sorted(p for p in APP.rglob("*.py") if "_web" not in p.parts)


def imports(path: Path) -> set[str]:
    """Every module that a file imports, also inside functions, but not those for type checking alone."""
    found: set[str] = set()
    tree = ast.parse(path.read_text())
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            skipped.update(ast.walk(node))
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            if node.module == "app":
                found.update(f"app.{alias.name}" for alias in node.names)
    return found


def test_how_things_are_kept_knows_nothing_of_what_is_kept() -> None:
    wrong = []
    for path in modules():
        at = path.relative_to(APP).with_suffix("").parts
        if at[0] == "services" and at[1] in MECHANISMS:
            above = {name for name in imports(path) if name.startswith("app.services.")}
            wrong += [f"{path.name} imports {name}" for name in above if name.split(".")[2] not in MECHANISMS]
    assert not wrong


@pytest.mark.parametrize("layer", sorted(MAY_IMPORT))
def test_a_layer_imports_only_what_is_below_it(layer: str) -> None:
    wrong = []
    for path in modules():
        if path.relative_to(APP).parts[0] != layer:
            continue
        for name in imports(path):
            if name.startswith("app.") and name.split(".")[1] not in MAY_IMPORT[layer] and name != "app.__version__":
                wrong.append(f"{path.relative_to(APP)} imports {name}")
    assert not wrong


def test_a_foreign_library_has_one_home() -> None:
    wrong = []
    for path in modules():
        where = path.relative_to(APP).with_suffix("").as_posix()
        for name in imports(path):
            homes = ONLY_IN.get(name.split(".")[0])
            if homes is not None and not any(where == home or where.startswith(home) for home in homes):
                wrong.append(f"{where} imports {name}; its home is {', '.join(sorted(homes))}")
    assert not wrong


def test_the_api_never_loads_worker_code() -> None:
    assert not [
        f"{path.name} imports {name}"
        for path in (APP / "api").glob("*.py")
        for name in imports(path)
        if name.startswith("app.worker")
    ]


def test_function_runners_know_nothing_of_the_studio() -> None:
    assert not [
        f"{path.relative_to(RUNNERS)} imports {name}"
        for path in RUNNERS.rglob("*.py")
        for name in imports(path)
        if name == "app" or name.startswith("app.")
    ]


def test_only_config_reads_the_environment() -> None:
    readers = {
        p.relative_to(APP).as_posix() for p in modules() if "os.environ" in p.read_text() or "getenv(" in p.read_text()
    }
    allowed = {"config.py"}
    # Starting a child process hands the environment on, which is not reading a setting from it.
    hand_on = {
        p
        for p in readers
        if p.startswith(("studio/", "worker/runner/"))
        or p in ("services/git/repository.py", "services/health/report.py")
    }
    assert readers - allowed - hand_on == set()


def test_no_file_is_too_long_to_read_in_one_sitting() -> None:
    long = {p.relative_to(APP).as_posix(): n for p in modules() if (n := len(p.read_text().splitlines())) > 420}
    assert not long
