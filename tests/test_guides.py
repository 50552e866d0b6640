"""The guides say what the program really reads."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_each_setting_of_the_environment_is_in_the_production_guide() -> None:
    project = ROOT / "bawaba" / "project"
    settings = (project / "settings.py").read_text() + (project / "home.py").read_text()
    guide = (ROOT / "docs" / "guide" / "production.md").read_text()
    read = set(re.findall(r'"(BAWABA_[A-Z_]+)"', settings))
    assert {name for name in read if f"`{name}`" not in guide} == set()
    assert set(re.findall(r"`(BAWABA_[A-Z_]+)`", guide)) - read == set()


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))):
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text()):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)} → {target}")
    assert broken == []


def test_each_make_target_named_in_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    named = {name for page in pages for name in re.findall(r"`make ([a-z-]+)`", page.read_text())}
    assert named - targets == set()
