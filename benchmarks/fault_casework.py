#!/usr/bin/env python3
"""Lodge requests while the site is killed at random and its disk is made full once; then count them.

    benchmarks/fault_casework.py [--requests 1000] [--people 6] [--calm-s 7] [--seed 1] [--postgres] [--json]

People without an account go through a form, each tenth one with a file, and try every step again until it is
answered, as a browser's user would. Meanwhile `bawaba start` (all of it, or one of its two workers, or the worker
of jobs that it keeps) is killed with SIGKILL every few seconds, once it is up, and once the disk has no byte left for
some seconds. Where this user may mount, site and database lie on a disk in memory of their own that is filled up;
elsewhere files of the site cannot grow for that while (RLIMIT_FSIZE), and PostgreSQL is spared.

What must hold: every receipt that was given has its request, every request has its receipt and its
draft, nobody has two, every file is there, and the audit's chain is whole. The exit status is 1 otherwise.
"""

import argparse
import http.client
import json
import os
import random
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BIN = Path(sys.executable).parent
sys.path.insert(0, str(ROOT / "scripts"))
sys.path.insert(0, str(ROOT))
from fault_people import FORM, Outcome, Person  # noqa: E402  # beside this file
from temporary_postgres import temporary_postgres  # noqa: E402  # a script of ours

DISK_MB = 400
FULL_S = 5.0
GIVE_UP_S = 1800.0


class Site:
    """`bawaba start`, with its workers and its worker of jobs, which may be killed and come again."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.port = _free_port()
        self.environment = {**environment, "PORT": str(self.port), "BAWABA_WORKERS": "2"}
        self.log = log
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [BIN / "bawaba", "start", "--no-demo"],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log, process_group=0,
            )  # fmt: skip

    def kill(self) -> None:
        """Kill all of it, and wait until it is gone."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def revive(self) -> None:
        """Start it where it does not run, as the system's own supervisor would, and wait for its first answer."""
        if self.process.poll() is not None:
            self.process = self.start()
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
            try:
                link.request("GET", f"/fr/forms/{FORM}")
                link.getresponse().read()
                return
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
            finally:
                link.close()

    def kill_one(self, dice: random.Random, *, jobs: bool) -> None:
        """Kill one of the server's workers, or the worker of jobs; the site itself must start it again."""
        found = [pid for pid in _children(self.process.pid) if _does_jobs(pid) == jobs]
        if found:
            os.kill(dice.choice(found), signal.SIGKILL)

    def has_jobs_worker(self) -> bool:
        """Say whether a worker of jobs is there, or comes within some seconds, as after its last kill."""
        until = time.monotonic() + 15
        while time.monotonic() < until:
            if any(map(_does_jobs, _children(self.process.pid))):
                return True
            time.sleep(0.2)
        return False

    def everyone(self) -> list[int]:
        return [self.process.pid, *_children(self.process.pid)]


def _does_jobs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip() == "bawaba-jobs"
    except OSError:
        return False


def _children(pid: int) -> list[int]:
    """Return the children of a process, whichever of its threads started them."""
    try:
        lists = [task.joinpath("children").read_text() for task in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:
        return []
    return [int(one) for text in lists for one in text.split()]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Chaos(threading.Thread):
    """Kills what runs, and fills the disk once."""

    def __init__(
        self, site: Site, outcome: Outcome, dice: random.Random, disk: Path | None, wanted: int
    ) -> None:
        super().__init__(daemon=True)
        self.site, self.outcome, self.dice, self.disk, self.wanted = site, outcome, dice, disk, wanted
        self.over = threading.Event()
        self.calm_s = 7.0

    def run(self) -> None:
        was_full = False
        calm_s = self.calm_s / 10  # a quick machine must not be through before the first kill
        while not self.over.is_set():
            self.site.revive()
            if self.over.wait(self.dice.uniform(0.3, 1.0) * calm_s):
                return
            calm_s = self.calm_s
            if not was_full and len(self.outcome.given) >= self.wanted * 0.4:
                was_full = True
                self._fill()
            victim = self.dice.choice(["server", "one worker", "one worker", "jobs"])
            self.outcome.kills[victim] += 1
            if victim == "server":
                self.site.kill()
            else:
                self.site.kill_one(self.dice, jobs=victim == "jobs")

    def _fill(self) -> None:
        self.outcome.kills["disk full"] += 1
        if self.disk is None:
            self._stop_growth()
            return
        ballast = self.disk / "ballast"
        try:
            with ballast.open("wb", buffering=0) as file:
                while True:
                    file.write(b"\0" * 65_536)
        except OSError:
            self.over.wait(FULL_S)
        ballast.unlink()

    def _stop_growth(self) -> None:
        """Let no file of the server grow any more, for a while."""
        home = Path(self.site.environment["BAWABA_HOME"])
        largest = max(file.stat().st_size for file in home.rglob("*") if file.is_file())
        everyone = self.site.everyone()
        for pid in everyone:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (largest // 2, resource.RLIM_INFINITY))
        self.over.wait(FULL_S)
        for pid in everyone:
            if Path(f"/proc/{pid}").exists():
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextmanager
def small_disk() -> Iterator[Path | None]:
    """Give a disk in memory of `DISK_MB`, or None where this user may not mount one."""
    folder = Path(tempfile.mkdtemp(prefix="bawaba-fault-"))
    folder.chmod(0o755)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", folder], capture_output=True, check=False
    )
    try:
        yield folder if mounted.returncode == 0 else None
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", "-l", folder], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def prepare_site() -> None:
    """Make the database with its form, in this process."""
    import django  # noqa: PLC0415 - its settings are known only now

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - as above
    from django.db import connections  # noqa: PLC0415 - as above

    call_command("prepare", no_demo=True)
    make_form()
    connections.close_all()


def make_form() -> None:
    """Publish the form of the trial, unless it is there."""
    from bawaba.directory import services as directory  # noqa: PLC0415 - as above
    from bawaba.directory.types import BodyRecord  # noqa: PLC0415 - as above
    from bawaba.forms import queries, services  # noqa: PLC0415 - as above
    from bawaba.forms.errors import FormNotFound  # noqa: PLC0415 - as above
    from bawaba.forms.types import Definition, Field, Page  # noqa: PLC0415 - as above
    from bawaba.kernel.actors import system_actor  # noqa: PLC0415 - as above

    try:
        queries.find_form(key=FORM)
    except FormNotFound:
        actor, names = system_actor("trial"), {"ar": "تجربة", "fr": "Essai"}
        directory.ensure_bodies(actor=actor, bodies=[BodyRecord(key="trial", names=names)])
        fields = (Field("name", "text", names, required=True), Field("paper", "file", names))
        definition = Definition(names, ("ar", "fr"), (Page("all", names, fields=fields),))
        services.create_form(actor=actor, key=FORM, body="trial", service="", definition=definition)
        services.publish_form(actor=actor, key=FORM)


def count_up(outcome: Outcome) -> dict[str, object]:
    """Compare what people were given with what is there."""
    from bawaba.casework.models import Case, CaseContent, Event, Receipt  # noqa: PLC0415 - as above
    from bawaba.casework.queries.contents import open_answers  # noqa: PLC0415 - as above
    from bawaba.casework.types import FILES  # noqa: PLC0415 - as above
    from bawaba.forms.models import Draft  # noqa: PLC0415 - as above
    from bawaba.kernel import audit, files, jobs  # noqa: PLC0415 - as above

    alone = jobs.count_jobs().get("successful", 0)
    jobs.revive_lost(older_than_s=0)  # `bawaba jobs revive`; the workers are gone now
    jobs.retry_failed()  # `bawaba jobs retry`: the disk has room again
    jobs.run_waiting()
    cases = {case.key: case for case in Case.objects.select_related("content", "receipt")}
    submitted = dict(Draft.objects.filter(state="submitted").values_list("key", "receipt"))
    given = Counter(map(key_in, outcome.given.values()))
    names = Counter(open_answers(case.content.sealed, key=case.key)[0]["name"] for case in cases.values())
    bytes_read = 0
    for key, case in cases.items():
        for name in open_answers(case.content.sealed, key=key)[0].get("paper") or ():
            bytes_read += len(b"".join(files.read(key=name)))
        assert case.receipt.code
    rows, faults = audit.verify()
    with_files = sum(len(files.list_files(purpose=FILES, subject=key)) for key in cases)
    return {
        "requests": len(cases),
        "receipts": Receipt.objects.count(),
        "contents": CaseContent.objects.count(),
        "first events": Event.objects.filter(kind="submitted").count(),
        "submitted drafts": len(submitted),
        "receipts given": len(outcome.given),
        "given without request": sorted(set(given) - set(cases)),
        "given twice": sorted(key for key, times in given.items() if times > 1),
        "requests without draft": sorted(key for key, case in cases.items() if case.draft not in submitted),
        "drafts without request": sorted(
            draft for draft, place in submitted.items() if key_in(place) not in cases
        ),
        "lodged twice": sorted(name for name, times in names.items() if times > 1),
        "files": with_files,
        "bytes of files read back": bytes_read,
        "jobs done by the site alone": alone,
        "jobs": jobs.count_jobs(),
        "audit rows": rows,
        "audit faults": len(faults),
    }


def key_in(place: str) -> str:
    """Return the key of the case in a receipt's address."""
    return place.split("/")[3]


def verdict(outcome: Outcome, found: dict[str, object], wanted: int) -> list[str]:
    """Return what does not hold; nothing when nothing was lost."""
    numbers = {
        found[name] for name in ("requests", "receipts", "contents", "first events", "submitted drafts")
    }
    wrong = (
        [] if numbers == {wanted} else [f"the counts differ: {sorted(map(str, numbers))}, {wanted} wanted"]
    )
    if found["receipts given"] != wanted or outcome.unfinished:
        wrong.append(f"{found['receipts given']} receipts given, {outcome.unfinished} people gave up")
    if found["files"] != (wanted + 9) // 10:
        wrong.append(f"{found['files']} files")
    if not found["a worker of jobs at the end"] or not found["jobs done by the site alone"]:
        wrong.append("the site's worker of jobs did not come again, or did nothing")
    left = {name: count for name, count in dict(found["jobs"]).items() if count and name != "successful"}  # type: ignore[call-overload]
    if left:
        wrong.append(f"jobs that did not end well: {left}")
    empty = ("given without request", "given twice", "requests without draft", "drafts without request",
             "lodged twice", "audit faults")  # fmt: skip
    return wrong + [f"{name}: {found[name]}" for name in empty if found[name]]


def run(options: argparse.Namespace) -> dict[str, object]:
    dice, outcome = random.Random(options.seed), Outcome()
    with ExitStack() as stack:
        disk = stack.enter_context(small_disk())
        folder = disk or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bawaba-fault-")))
        home = folder / "home"
        home.mkdir()
        os.environ |= {
            "BAWABA_HOME": str(home), "BAWABA_STARTER": "0", "BAWABA_FORM_STARTS": "1000000",
            "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "bawaba.project.settings",
        }  # fmt: skip
        os.environ.pop("BAWABA_DATABASE_URL", None)
        if options.postgres:
            address = temporary_postgres(parent=disk, synchronous_commit="on")
            os.environ["BAWABA_DATABASE_URL"] = stack.enter_context(address)
        prepare_site()
        site = Site(dict(os.environ), folder / "log" if not disk else Path(tempfile.mkstemp()[1]))
        stack.callback(site.kill)
        began = time.monotonic()
        _let_people_through(site, outcome, dice, disk, options)
        took = time.monotonic() - began
        site.revive()
        at_work = site.has_jobs_worker()
        site.kill()
        found = {"a worker of jobs at the end": at_work, **count_up(outcome)}
    return {
        "database": "postgresql" if options.postgres else "sqlite",
        "disk": "filled" if disk else "files could not grow",
        "seconds": round(took, 1),
        "kills": dict(outcome.kills),
        "refused or broken answers": dict(outcome.faults),
        **found,
        "wrong": verdict(outcome, found, options.requests),
    }


def _let_people_through(
    site: Site, outcome: Outcome, dice: random.Random, disk: Path | None, options: argparse.Namespace
) -> None:
    numbers, lock = iter(range(options.requests)), threading.Lock()

    def next_numbers() -> Iterator[int]:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            yield number

    until = time.monotonic() + options.give_up_s
    people = [Person(site.port, next_numbers(), outcome, until) for _ in range(options.people)]
    chaos = Chaos(site, outcome, dice, disk, options.requests)
    chaos.calm_s = options.calm_s
    for thread in (*people, chaos):
        thread.start()
    for person in people:
        while person.is_alive():
            person.join(5)
            sys.stderr.write(
                f"\r{len(outcome.given):,}/{options.requests:,} receipts, {sum(outcome.kills.values())} kills"
            )
    sys.stderr.write("\n")
    chaos.over.set()
    chaos.join()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--people", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--calm-s", type=float, default=7.0, help="longest time between two kills")
    parser.add_argument("--give-up-s", type=float, default=GIVE_UP_S, help="after so many seconds all stop")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    shown = run(options)
    if options.json:
        print(json.dumps(shown))
    else:
        print("\n".join(f"{name}: {value}" for name, value in shown.items()))
    return 1 if shown["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
