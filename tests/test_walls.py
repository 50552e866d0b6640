"""The walls that the import linter cannot see: public pieces, names, sizes, furniture, sources."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bawaba.project.rooms import ROOMS

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "bawaba"
OPEN_ROOMS = {"kernel", "ui"}  # every piece of these is meant for the rooms above
PUBLIC_PIECES = {"services", "queries", "types", "errors"}
VAGUE_NAMES = re.compile(r"^(?:utils?|helpers?|common|manager|managers|misc|stuff|tools?|base|core|lib)$")
FULL_FILE = 400
FULL_STYLE = 600  # one file of styles, so that a first view asks once
ASIDE = {"migrations", "__pycache__", "node_modules"}


def source_files(*suffixes: str) -> list[Path]:
    """Return what git keeps or would keep, without migrations, by suffix."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    files = (ROOT / name for name in listed)
    return [
        path for path in files if path.suffix in suffixes and path.exists() and not ASIDE & set(path.parts)
    ]


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0] if path.is_relative_to(PACKAGE) else ""


def imported_modules(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name) of everything that a file imports from this house."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            parts = node.module.split(".")
            if len(parts) == 2:  # `from bawaba.room import piece`
                yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, node.module


def test_rooms_use_only_the_public_pieces_of_other_rooms() -> None:
    breaches = []
    for path in source_files(".py"):
        room = room_of(path)
        if room in {"", "project"} or "tests" in path.parts:
            continue
        for line, module in imported_modules(path):
            parts = module.split(".")
            if parts[0] != "bawaba" or len(parts) < 3 or parts[1] in OPEN_ROOMS | {room}:
                continue
            if parts[2] not in PUBLIC_PIECES:
                breaches.append(f"{path.relative_to(ROOT)}:{line} imports {module}")
    assert breaches == []


def test_the_composition_root_reaches_rooms_by_their_public_pieces_and_doors_only() -> None:
    doors = PUBLIC_PIECES | {"http", "urls", "root_urls"}
    gates = {"bawaba.identity.oidc.gate"}  # a door that servers open before Django's own
    breaches = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in source_files(".py")
        if room_of(path) == "project" and "tests" not in path.parts
        for line, module in imported_modules(path)
        if (parts := module.split("."))[0] == "bawaba"
        and len(parts) > 2
        and parts[1] not in OPEN_ROOMS | {"project"}
        and parts[2] not in doors
        and module not in gates
    ]
    assert breaches == []


def test_no_file_has_a_vague_name() -> None:
    vague = [path for path in source_files(".py") if VAGUE_NAMES.match(path.stem) and room_of(path)]
    assert [str(path.relative_to(ROOT)) for path in vague] == []


def test_no_source_file_is_longer_than_400_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in source_files(".py", ".css", ".js", ".html", ".sh")
        if (lines := len(path.read_text().splitlines()))
        > (FULL_STYLE if path.suffix == ".css" else FULL_FILE)
    }
    assert long == {}


def test_nothing_is_left_to_be_done_later_in_the_code() -> None:
    mark = re.compile(r"\b(TO(?:DO)|FIX(?:ME)|X{3}|HACK(?=:))\b")
    left = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in source_files(".py", ".css", ".js", ".html", ".sh", ".md")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if mark.search(line)
    ]
    assert left == []


def test_no_import_hides_inside_a_function() -> None:
    hidden = []
    for path in source_files(".py"):
        if not room_of(path) or "tests" in path.parts:
            continue
        lines = path.read_text().splitlines()
        for node in ast.walk(ast.parse("\n".join(lines))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name != "ready":
                hidden += [
                    f"{path.relative_to(ROOT)}:{inner.lineno}"
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Import | ast.ImportFrom)
                    and "noqa: PLC0415 - " not in lines[inner.lineno - 1]  # a reason is given
                ]
    assert sorted(set(hidden)) == []


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_says_its_question_in_a_short_readme(room: str) -> None:
    readme = PACKAGE / room / "README.md"
    assert readme.exists(), f"bawaba/{room}/README.md is missing"
    lines = [line for line in readme.read_text().splitlines() if line.strip()]
    assert lines[0].startswith("# ")
    assert 3 <= len(lines) <= 60


def data_folders() -> list[Path]:
    folders = (path for path in PACKAGE.glob("**/data") if path.is_dir() and "tests" not in path.parts)
    return sorted(folder for folder in folders if any(item.is_file() for item in folder.rglob("*")))


@pytest.mark.parametrize("folder", data_folders(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_data_file_has_its_origin_licence_and_date(folder: Path) -> None:
    sources = (folder / "SOURCES.md").read_text()
    unnamed = [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix != ".md"
        and path.name != "__init__.py"
        and "__pycache__" not in path.parts
        and not _is_named(path.relative_to(folder), sources)
    ]
    assert unnamed == []
    assert re.search(r"\b20\d\d\b", sources), "SOURCES.md gives no date"


def _is_named(path: Path, sources: str) -> bool:
    """A file is named itself, or by its folder (`ma/`), or by its pattern (`*.jsonl`)."""
    folders = [f"{parent}/" for parent in path.parents if str(parent) != "."]
    return path.name in sources or f"*{path.suffix}" in sources or any(name in sources for name in folders)


def test_no_registry_address_or_outside_asset_is_named() -> None:
    outside = re.compile(r"""(?:src|href)=["']https?://[^"']+\.(?:js|css|woff2?)|@import\s+url\(https?:""")
    named = [
        str(path.relative_to(ROOT))
        for path in source_files(".html", ".css", ".js")
        if outside.search(path.read_text())
    ]
    assert named == []
    locks = [*sorted((ROOT / "requirements").glob("*")), *ROOT.glob("**/package-lock.json")]
    index = re.compile(r"--(?:extra-)?index-url|--find-links|\"resolved\":")
    assert [
        str(path.relative_to(ROOT))
        for path in locks
        if "node_modules" not in path.parts and index.search(path.read_text())
    ] == []


def test_templates_carry_no_inline_script_style_or_handler() -> None:
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>|\sstyle=|<style|\son[a-z]+=\""
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in source_files(".html")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if inline.search(line)
    ]
    assert found == []
