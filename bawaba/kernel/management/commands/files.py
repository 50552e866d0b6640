"""`bawaba files …`: what lies in the storage of files, and keeping it tidy."""

from collections.abc import Mapping
from typing import Final

from django.db.models import Count

from bawaba.kernel import files
from bawaba.kernel.actors import system_actor
from bawaba.kernel.commands import RoomCommand
from bawaba.kernel.models import StoredFile, Upload

ACTOR: Final = system_actor("files")


class Command(RoomCommand):
    help = "Files that people hand in: what is kept, what waits for the scanner, what is left over."

    def add_operations(self) -> None:
        self.operation("status", status, "Count the files by state, and name those whose content is gone.")
        self.operation("rescan", rescan, "Put every waiting file in the queue again.")
        self.operation("tidy", tidy, "Delete expired files and uploads, and contents that no row names.")


def status() -> Mapping[str, object]:
    counted = StoredFile.objects.order_by().values_list("state").annotate(number=Count("pk"))
    return {
        **dict.fromkeys(StoredFile.STATES, 0),
        **dict(counted),
        "uploads": Upload.objects.count(),
        "scanners": sorted(files.scanners.providers()),
        "missing": files.find_missing(),
    }


def rescan() -> Mapping[str, object]:
    return {"queued": files.rescan_waiting()}


def tidy() -> Mapping[str, object]:
    return dict(files.tidy(actor=ACTOR))
