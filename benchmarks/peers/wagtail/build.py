#!/usr/bin/env python3
"""Make the Wagtail peer: its own environment, a `wagtail start` project, and the same services.

    build.py FOLDER FILE.jsonl…

Nothing of ours is imported here; the folder holds all of it and may be thrown away.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SETTINGS = "bench.settings.peer"


def make_environment(folder: Path) -> Path:
    """Return the programs of a virtual environment with the pinned, hashed requirements."""
    programs = folder / "venv" / "bin"
    wanted = hashlib.sha256((HERE / "requirements.txt").read_bytes()).hexdigest()
    stamp = folder / "venv" / ".stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return programs
    print("Installing the Wagtail peer in its own environment", file=sys.stderr, flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", folder / "venv"], check=True)
    subprocess.run(
        [programs / "python", "-m", "pip", "install", "-qq", "--disable-pip-version-check",
         "--require-hashes", "-r", HERE / "requirements.txt"],
        check=True,
    )  # fmt: skip
    stamp.write_text(wanted)
    return programs


def make_site(folder: Path, programs: Path, files: list[Path]) -> Path:
    """Return the project's folder: `wagtail start`, our application, and the services loaded."""
    project = folder / "site"
    shutil.rmtree(project, ignore_errors=True)
    project.mkdir(parents=True)
    subprocess.run([programs / "wagtail", "start", "bench", project], check=True, stdout=subprocess.DEVNULL)
    shutil.copytree(HERE / "services", project / "services", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HERE / "settings.py", project / "bench" / "settings" / "peer.py")
    shutil.copy(HERE / "urls.py", project / "bench" / "peer_urls.py")
    home = project / "home" / "templates" / "home" / "home_page.html"
    shutil.copy(project / "services" / "templates" / "services" / "home.html", home)
    for words in (["makemigrations", "services"], ["migrate"], ["load_services", *map(str, files)]):
        subprocess.run(
            [programs / "python", "manage.py", words[0], *words[1:]],
            cwd=project, env={**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS}, check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
    return project


if __name__ == "__main__":
    target = Path(sys.argv[1]).resolve()
    target.mkdir(parents=True, exist_ok=True)
    print(make_site(target, make_environment(target), [Path(name).resolve() for name in sys.argv[2:]]))
