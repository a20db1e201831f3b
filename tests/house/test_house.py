"""The house keeps its own rules: every room has its place, nothing private slips in."""

from __future__ import annotations

import ast
import configparser
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "pejl"


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def own_text_files() -> Iterator[tuple[Path, str]]:
    for path in tracked_files():
        parts = path.relative_to(ROOT).parts
        if "vendor" in parts or "extracts" in parts or "fonts" in parts:
            continue
        try:
            yield path, path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def rooms() -> set[str]:
    return {path.parent.name for path in PACKAGE.glob("*/__init__.py")}


def test_every_room_has_its_place_in_the_contract() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter")
    layers = config["importlinter:contract:flow"]["layers"]
    placed = {
        name.strip() for line in layers.split("\n") for name in line.split("|") if name.strip()
    }
    required = {name for name in placed if not name.startswith("(")}
    optional = {name.strip("()") for name in placed if name.startswith("(")}
    assert required <= rooms() <= required | optional


def test_every_room_says_what_it_is() -> None:
    for room in rooms():
        text = (PACKAGE / room / "__init__.py").read_text("utf-8")
        assert text.startswith('"""'), f"{room} has no word of itself"


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "THREAT_MODEL.md",
        "GLOSSARY.md",
        "publiccode.yml",
        "docs/README.md",
        "docs/benchmarks.md",
        "docs/explanation/arkitektur.md",
    ],
)
def test_the_papers_are_there(name: str) -> None:
    assert (ROOT / name).stat().st_size > 200


def test_links_in_the_papers_lead_somewhere() -> None:
    broken = []
    for path, text in own_text_files():
        if path.suffix != ".md":
            continue
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
            if "://" not in target and not (path.parent / target).exists():
                broken.append(f"{path.relative_to(ROOT)} -> {target}")
    assert not broken


def test_the_locks_name_no_registry_and_carry_hashes() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text and "--index" not in text
        packages = re.findall(r"^[a-z0-9][^\s;=]*==", text, re.MULTILINE)
        assert len(packages) > 20
        assert text.count("--hash=sha256:") >= len(packages)


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lock = (ROOT / "requirements.lock").read_text("utf-8").lower()
    for wanted in project["dependencies"]:
        name = re.split(r"[\[<>=;]", wanted)[0].strip().lower()
        assert re.search(rf"^{re.escape(name)}==", lock, re.MULTILINE), f"{name} is not locked"


ORDINARY_CPR = re.compile(r"\b(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])\d{2}-?\d{4}\b")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:root|home/[a-z]+|Users)/")


def test_no_ordinary_cpr_number_and_no_machine_path_stands_in_the_tree() -> None:
    found = []
    for path, text in own_text_files():
        if path.suffix in {".lock", ".svg", ".css", ".js"} or path == Path(__file__):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if ORDINARY_CPR.search(line) or MACHINE_PATH.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}")
    assert not found


def vendor_column_names() -> set[str]:
    """Column names the profiles read that are unmistakably a vendor's (not plain Danish words)."""
    names: set[str] = set()
    for path in (PACKAGE / "sources").rglob("*.profile.toml"):
        names |= set(tomllib.loads(path.read_text("utf-8")).get("columns", {}))
    plain_danish = {"CPR-nummer"}
    return {name for name in names if re.search(r"[a-zæøå][A-ZÆØÅ]|CPR", name)} - plain_danish


def string_constants(text: str) -> set[str]:
    """The strings that code uses; docstrings may give an example."""
    tree = ast.parse(text)
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    }


def test_no_vendors_column_name_stands_in_code() -> None:
    names = vendor_column_names()
    assert len(names) > 10
    found = []
    for path in PACKAGE.rglob("*.py"):
        # The sample writes extracts as the vendors do; that is its work.
        if "sample" in path.relative_to(PACKAGE).parts:
            continue
        used = string_constants(path.read_text("utf-8"))
        found += [f"{path.relative_to(ROOT)}: {name}" for name in sorted(names & used)]
    assert not found


def test_functions_and_files_stay_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {len(text.splitlines())} lines"
        for path, text in own_text_files()
        if path.suffix == ".py" and len(text.splitlines()) > 600
    ]
    assert not long
