"""The house keeps its own rules."""

import ast
import re
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "decisions",
    "redaction",
    "publish",
    "casework",
    "strongroom",
    "reviewdesk",
    "flows",
)
LINES_MAX = 480
SOURCES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py")
)


@pytest.mark.parametrize("package", PACKAGES)
def test_nobody_else_owns_our_import_names(package: str) -> None:
    assert set(packages_distributions().get(package, [])) <= {"partone"}
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).is_relative_to(ROOT)


def test_no_file_of_flows_is_named_like_a_package() -> None:
    names = {path.stem for path in (ROOT / "flows").glob("*.py")}
    assert not names & set(PACKAGES)
    found = [find_spec(name) for name in sorted(names - {"__init__"})]
    assert all(spec is None or spec.origin is None for spec in found)


def test_no_file_is_a_drawer_for_everything() -> None:
    assert not {p.stem for p in SOURCES} & {"utils", "helpers", "common", "misc"}


def test_files_have_one_purpose() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in SOURCES
        if (lines := len(path.read_text().splitlines())) > LINES_MAX
    }
    assert long == {}


def test_only_the_lifecycle_sets_a_state() -> None:
    wrong = []
    for path in SOURCES:
        if path.name in {"lifecycle.py"}:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            is_replace = isinstance(node.func, ast.Name) and node.func.id == "replace"
            if is_replace and any(word.arg == "state" for word in node.keywords):
                wrong.append(f"{path.name}:{node.lineno}")
    assert wrong == []


def test_assertions_are_on() -> None:
    assert __debug__


def test_every_hidden_place_names_what_keeps_it_out() -> None:
    """The documented places and the list of keys that our files never have agree."""
    from redaction.proof import CHECKS, FORBIDDEN_KEYS

    text = (ROOT / "docs" / "hidden-places.md").read_text()
    named = set(re.findall(r"`(/[A-Za-z]+)`", text))
    assert named >= FORBIDDEN_KEYS
    for check in CHECKS:
        assert f'"{check}"' in text, check
