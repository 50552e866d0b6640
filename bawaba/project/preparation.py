"""Make a site ready to serve: database, static files, starter catalogue, search index, demo accounts.

Each step first asks a cheap question ("is it done?") and is skipped when it is, so that a second
start takes a moment. What a step depends on is kept as a fingerprint in `BAWABA_HOME/prepared.json`.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from bawaba.ai import queries as ai_queries
from bawaba.ai import services as ai
from bawaba.casework import queries as casework_queries
from bawaba.casework import services as casework
from bawaba.catalogue import queries as catalogue_queries
from bawaba.catalogue import services as catalogue
from bawaba.coverage import queries as coverage_queries
from bawaba.coverage import services as coverage
from bawaba.directory import queries as directory_queries
from bawaba.directory import services as directory
from bawaba.identity import services as identity
from bawaba.kernel.actors import system_actor
from bawaba.kernel.commands import Progress
from bawaba.maturity import queries as maturity_queries
from bawaba.maturity import services as maturity
from bawaba.portal import services as portal
from bawaba.project.rooms import ROOMS
from bawaba.search import services as search

PACKAGE: Final = Path(__file__).resolve().parent.parent
ACTOR: Final = system_actor("prepare")
Report = Callable[[str], object]


DEMO_BODY: Final = "ministere-interieur"


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the preparation.

    folders: what it reads; when a file in them changes, the step runs again
    present: a cheap look at the database that says whether the result is still there
    """

    name: str
    folders: tuple[Path, ...]
    present: Callable[[], bool]
    run: Callable[[], object]


def fingerprint(folders: Iterable[Path]) -> str:
    """Return a digest of names, sizes and moments of every file in `folders`, and of the database's address.

    A database inside of `BAWABA_HOME` moves with it: a home that is copied or restored stays prepared.
    """
    address = settings.DATABASE_URL.replace(str(settings.HOME), "HOME")
    digest = hashlib.sha256(address.encode())
    for folder in folders:
        for path in sorted(item for item in folder.rglob("*") if item.is_file()):
            if "__pycache__" not in path.parts:
                stat = path.stat()
                digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


class _Memory:
    """The fingerprints of finished steps, kept in `BAWABA_HOME`."""

    def __init__(self) -> None:
        self._file = settings.HOME / "prepared.json"
        self._known: dict[str, str] = json.loads(self._file.read_text()) if self._file.exists() else {}

    def has(self, name: str, print_: str) -> bool:
        return self._known.get(name) == print_

    def keep(self, name: str, print_: str) -> None:
        self._known[name] = print_
        self._file.write_text(json.dumps(self._known, indent=1))


def _migrations_done() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def migrate(report: Report) -> None:
    """Bring the tables to the shape of this version."""
    if not _migrations_done():
        report("Preparing the database")
        call_command("migrate", verbosity=0, interactive=False)


def _with_bar(label: str, load: Callable[..., object], total: int | None = None) -> Callable[[], None]:
    def run() -> None:
        bar = Progress(label, total)
        load(actor=ACTOR, progress=bar.advance)
        bar.finish()

    return run


def _rebuild_index() -> None:
    bar = Progress("Search index", catalogue_queries.count_published().services)
    search.rebuild_index(actor=ACTOR, progress=bar)
    search.load_vectors(actor=ACTOR)
    bar.finish()


def _statics_present() -> bool:
    return (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()


def _collect_statics() -> None:
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)


def _territories_present() -> bool:
    return bool(directory_queries.list_territories(limit=1))


def _coverage_present() -> bool:
    return bool(coverage_queries.layers_in_use())


def _services_present() -> bool:
    return catalogue_queries.count_published().services > 0


def _load_catalogue() -> None:
    catalogue.load_events(actor=ACTOR)
    _with_bar("Starter catalogue", catalogue.load_starter, catalogue.starter_size())()


def _load_methods() -> None:
    ai.ensure_methods(actor=ACTOR, owner=DEMO_BODY)


def _keep_site_sheets() -> None:
    ai.keep_site_sheets(actor=ACTOR)


def steps() -> list[Step]:
    """Return the steps after the migrations, in order."""
    statics = tuple(PACKAGE / room / "static" for room in ROOMS)
    return [
        Step("static files", statics, _statics_present, _collect_statics),
        Step("this site's own artificial intelligence", (), ai_queries.site_sheets_kept, _keep_site_sheets),
        *(starter_steps() if settings.LOAD_STARTER else []),
    ]


def starter_steps() -> list[Step]:
    """Return the steps that load what ships: territories, bodies, catalogue, and their index."""
    directory_data, starter = PACKAGE / "directory" / "data", PACKAGE / "catalogue" / "data"
    index_parts = (directory_data, starter, PACKAGE / "search" / "data", PACKAGE / "search" / "rules")
    return [
        Step("territories", (directory_data,), _territories_present,
             _with_bar("Territories", directory.load_territories)),
        Step("bodies", (directory_data,), _territories_present,
             _with_bar("Public bodies", directory.load_bodies)),
        Step("coverage", (PACKAGE / "coverage" / "data",), _coverage_present,
             _with_bar("Coverage", coverage.load_shipped)),
        Step("services", (starter,), _services_present, _load_catalogue),
        Step("forms", (PACKAGE / "casework" / "data",), casework_queries.samples_present,
             _with_bar("Forms", casework.install_samples)),
        Step("methods of assessment", (PACKAGE / "ai" / "data" / "methods",), ai_queries.methods_present,
             _load_methods),
        Step("indices of countries", (PACKAGE / "maturity" / "data" / "indices",), _indices_present,
             _load_indices),
        Step("index", index_parts, _services_present, _rebuild_index),
    ]  # fmt: skip


def _indices_present() -> bool:
    return bool(maturity_queries.list_editions())


def _load_indices() -> object:
    return maturity.import_shipped_indices(actor=ACTOR)


def open_demo_accounts(report: Report) -> None:
    """Open the demonstration's accounts once and print their passwords at each start.

    The passwords are kept in `BAWABA_HOME/demo-accounts.json`, readable by its owner only.
    """
    if settings.IN_PRODUCTION:
        report("No demo accounts: they are refused in production.")
        return
    kept = settings.HOME / "demo-accounts.json"
    known: dict[str, str] = json.loads(kept.read_text()) if kept.exists() else {}
    accounts = directory.create_demo_accounts(actor=ACTOR, body=DEMO_BODY, reset=not known)
    known |= {account.username: account.password for account in accounts if account.password}
    citizen = identity.create_demo_people(
        actor=ACTOR, usernames=[account.username for account in accounts], reset="demo-citizen" not in known
    )
    known |= {"demo-citizen": citizen.password} if citizen.password else {}
    kept.touch(mode=0o600)
    kept.write_text(json.dumps(known))
    report(f"Demo accounts, for /fr/sign-in (kept in {kept}):")
    for account in accounts:
        where = account.body or "everywhere"
        report(f"  {account.username:28} {known.get(account.username, ''):18} {account.role}, {where}")
    report(f"  {citizen.username:28} {known['demo-citizen']:18} citizen, {citizen.email}, {citizen.phone}")


def prepare(report: Report, *, demo: bool) -> None:
    """Do every step that is not done yet. `report` is given one line for each thing worth saying."""
    migrate(report)
    memory = _Memory()
    for step in steps():
        print_ = fingerprint(step.folders)
        if not (memory.has(step.name, print_) and step.present()):
            step.run()
            memory.keep(step.name, print_)
    portal.register_at_provider(actor=ACTOR)
    if demo and settings.LOAD_STARTER:
        open_demo_accounts(report)
