"""Files that people hand in: checked by content, sealed on disk outside every served folder, told by hash.

`receive` takes one, `read` gives its bytes back, `door.download` serves it to whom the room's guard
lets through. A room registers its guard on `guards` under the purpose it stores for.
"""

from bawaba.kernel.files.keeping import (
    MOST_BYTES,
    forget_expired,
    forget_files,
    list_files,
    move_files,
    read,
    receive,
    scan_file,
)
from bawaba.kernel.files.refusals import (
    FileDamaged,
    FileEmpty,
    FileNameMisleads,
    FileNotReady,
    FileTooLarge,
    FileTypeRefused,
)
from bawaba.kernel.files.sniffing import MOST_PIXELS, TYPES, clean_name, sniff
from bawaba.kernel.files.stored import FileGuard, FileInfo, FileScanner, guards, scanners

__all__ = [
    "MOST_BYTES",
    "MOST_PIXELS",
    "TYPES",
    "FileDamaged",
    "FileEmpty",
    "FileGuard",
    "FileInfo",
    "FileNameMisleads",
    "FileNotReady",
    "FileScanner",
    "FileTooLarge",
    "FileTypeRefused",
    "clean_name",
    "forget_expired",
    "forget_files",
    "guards",
    "list_files",
    "move_files",
    "read",
    "receive",
    "scan_file",
    "scanners",
    "sniff",
]
