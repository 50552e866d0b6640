"""`bawaba catalogue …`: import, export and look after the catalogue."""

from argparse import ArgumentTypeError
from pathlib import Path
from typing import cast, get_args

from django.core.management.base import CommandError

from bawaba.catalogue import queries, services
from bawaba.catalogue.types import ExportFormat, ImportFormat, ImportResult
from bawaba.kernel.actors import system_actor
from bawaba.kernel.commands import Progress, RoomCommand


class Command(RoomCommand):
    """Operations of the catalogue."""

    help = "Import, export and look after the catalogue of public services."

    def add_operations(self) -> None:
        self._add_import()
        self._add_export()
        self.operation("load-starter", load_starter, "Load the starter catalogue; again changes nothing.")
        self.operation("status", status, "Say how much is published.")
        made = self.operation("synthesise", synthesise, "Make up services for benchmarks.")
        made.add_argument("--count", type=positive, required=True, help="how many to add")
        checked = self.operation("check-links", check_links, "Check the web addresses that services show.")
        checked.add_argument("--limit", type=positive, default=None, help="the most addresses to check")
        checked.add_argument("--older-than", type=int, default=7, metavar="DAYS", dest="older_than_days",
                             help="leave alone what was checked within these days")  # fmt: skip
        self.operation("publish-due", publish_due, "Publish the scheduled texts whose moment has come.")
        self.operation("erase-old-reports", erase_old_reports, "Erase readers' reports past their date.")

    def _add_import(self) -> None:
        parser = self.operation("import", import_file, "Import the services of a file.")
        parser.add_argument("path", type=Path, metavar="PATH")
        parser.add_argument("--format", required=True, choices=get_args(ImportFormat))
        parser.add_argument("--dry-run", action="store_true", help="count and report, change nothing")

    def _add_export(self) -> None:
        parser = self.operation("export", export_file, "Write the published services to a file.")
        parser.add_argument("--format", required=True, choices=get_args(ExportFormat))
        parser.add_argument("--limit", type=positive, default=None, help="the most services to write")
        parser.add_argument("--output", type=Path, required=True, metavar="FILE")


def positive(text: str) -> int:
    """Return a whole number of at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text} is not a whole number of at least 1")
    return int(text)


def import_file(*, path: Path, format: str, dry_run: bool) -> dict[str, object]:  # noqa: A002 - the option's word
    """Import a file as the system."""
    bar = Progress(f"Importing {path.name}")
    result = services.import_file(
        actor=system_actor("import"),
        path=path,
        format=cast("ImportFormat", format),  # one of the parser's choices
        dry_run=dry_run,
        progress=bar.advance,
    )
    bar.finish()
    return _shown(result)


def export_file(*, format: str, limit: int | None, output: Path) -> dict[str, object]:  # noqa: A002 - as above
    """Write the published services to a file, which appears only when it is whole."""
    if not output.parent.is_dir():
        raise CommandError(f"There is no folder {output.parent}.", returncode=2)
    services_left = queries.count_published().services
    total = services_left if limit is None else min(limit, services_left)
    bar = Progress(f"Exporting {total:,} services to {output.name}")
    part = output.with_name(f"{output.name}.part")
    with part.open("w", encoding="utf-8", newline="") as stream:
        for piece in queries.export_pieces(format=cast("ExportFormat", format), limit=limit):
            stream.write(piece)
            bar.advance()
    part.replace(output)
    bar.finish()
    return {"written": total, "format": format, "output": str(output)}


def load_starter() -> dict[str, object]:
    """Load the starter catalogue as the system."""
    bar = Progress("Loading the starter catalogue", services.starter_size())
    result = services.load_starter(actor=system_actor("load-starter"), progress=bar.advance)
    bar.finish()
    return _shown(result)


def status() -> dict[str, object]:
    """Return how much is published."""
    counts = queries.count_published()
    return {
        "services": counts.services,
        "online": counts.online,
        "bodies": counts.bodies,
        "by_audience": dict(counts.by_audience),
        "by_country": dict(counts.by_country),
        "by_confidence": dict(counts.by_confidence),
        "synthetic": counts.synthetic,
    }


def synthesise(*, count: int) -> dict[str, object]:
    """Make up services as the system; refused in production."""
    bar = Progress("Making up services", count)
    made = services.synthesise(actor=system_actor("synthesise"), count=count, progress=bar.advance)
    bar.finish()
    return {"synthetic": made}


def check_links(*, limit: int | None, older_than_days: int) -> dict[str, object]:
    """Check the addresses that are due, as the system."""
    due = len(queries.addresses_due(older_than_days=older_than_days))
    bar = Progress("Checking links", due if limit is None else min(limit, due))
    result = services.check_links(
        actor=system_actor("check-links"),
        limit=limit,
        older_than_days=older_than_days,
        progress=bar.advance,
    )
    bar.finish()
    return dict(result)


def publish_due() -> dict[str, object]:
    """Publish what is due as the system."""
    return dict(services.publish_due(actor=system_actor("publish-due")))


def erase_old_reports() -> dict[str, object]:
    """Erase readers' reports past their retention date."""
    return {"erased": services.erase_old_reports(actor=system_actor("retention"))}


def _shown(result: ImportResult) -> dict[str, object]:
    shown: dict[str, object] = {
        "read": result.read,
        "imported": result.imported,
        "unchanged": result.unchanged,
        "quarantined": result.quarantined,
        "report": result.report,
    }
    return {**shown, "dropped": dict(result.dropped)} if result.dropped else shown
