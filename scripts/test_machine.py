"""What the tests need from the machine: installed when we may, else named in one line."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from temporary_postgres import find_programs

APACHE_MODULES = Path("/usr/lib/apache2/modules")
SYSTEM_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"  # where Debian keeps servers
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def _has(*programs: str) -> bool:
    return any(shutil.which(program) for program in programs)


def missing_packages() -> list[str]:
    """Return the Debian packages that are still missing, by what each brings."""
    present = {
        "chromium": _has(*CHROMIUM),
        "postgresql": find_programs() is not None,
        "default-jre-headless": _has("java"),
        "gettext": _has("xgettext"),
        "nodejs": _has("node"),
        "npm": _has("npm"),
        "apache2-bin": shutil.which("apache2", path=SYSTEM_PATH) is not None,
        "clamav-daemon": shutil.which("clamd", path=SYSTEM_PATH) is not None,
        "libapache2-mod-auth-openidc": (APACHE_MODULES / "mod_auth_openidc.so").exists(),
    }
    return [package for package, there in present.items() if not there]


def install_packages(packages: list[str]) -> None:
    """Install Debian packages as root; stop with one clear line otherwise."""
    ask = f"The tests need these packages: sudo apt-get install {' '.join(packages)}"
    if os.geteuid() != 0 or not _has("apt-get"):
        sys.exit(ask)
    print(f"Installing {' '.join(packages)}", file=sys.stderr, flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "-qq", "-o=Dpkg::Use-Pty=0", *words],
            env=quiet,
            stdout=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode:
            sys.exit(ask)


def install_node_tools(folder: Path) -> None:
    """Install the npm tools from their lock, unless the lock has not changed."""
    lock = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "node_modules" / ".stamp"
    if stamp.exists() and stamp.read_text() == lock:
        return
    print(f"Installing the tools of {folder.name}/package-lock.json", file=sys.stderr, flush=True)
    done = subprocess.run(["npm", "ci", "--no-progress", "--loglevel=error"], cwd=folder, check=False)
    if done.returncode:
        sys.exit("npm could not install the test tools (see above).")
    stamp.write_text(lock)


def prepare(root: Path, *, browser: bool) -> None:
    """Make the machine ready: Python packages, Debian packages, npm tools."""
    if subprocess.run([root / "scripts" / "setup.sh", "--dev"], check=False).returncode:
        sys.exit(1)
    if missing := missing_packages():
        install_packages(missing)
    if browser:
        for folder in ("tools", "relying_party"):
            install_node_tools(root / "tests" / folder)
