"""Files that people hand in: checked by content, sealed on disk outside every served folder, told by hash.

`prepare` checks one and seals it, `keep` takes it within the caller's transaction (`receive` does both);
`uploads` takes one piece by piece. `read` gives its bytes back, `door.download` serves it to whom the room's
guard lets through. A room registers its guard on `guards` under the purpose it stores for.
"""

from bawaba.kernel.files.checking import MOST_BYTES, Checked, check_file
from bawaba.kernel.files.keeping import (
    Prepared,
    forget_expired,
    forget_files,
    keep,
    list_files,
    list_many,
    move_files,
    prepare,
    read,
    receive,
)
from bawaba.kernel.files.refusals import (
    FileActive,
    FileDamaged,
    FileEmpty,
    FileLocked,
    FileNameMisleads,
    FileNotReady,
    FileOversized,
    FileTooLarge,
    FileTypeRefused,
    TooManyUploads,
    UploadElsewhere,
    UploadNotFound,
)
from bawaba.kernel.files.scanning import rescan_waiting, scan_file
from bawaba.kernel.files.sniffing import MOST_PIXELS, TYPES, clean_name, sniff
from bawaba.kernel.files.stored import FileGuard, FileInfo, FileScanner, ScannerUnavailable, guards, scanners
from bawaba.kernel.files.sweeping import find_missing, sweep_orphans, tidy
from bawaba.kernel.files.uploads import forget_expired_uploads

__all__ = [
    "MOST_BYTES",
    "MOST_PIXELS",
    "TYPES",
    "Checked",
    "FileActive",
    "FileDamaged",
    "FileEmpty",
    "FileGuard",
    "FileInfo",
    "FileLocked",
    "FileNameMisleads",
    "FileNotReady",
    "FileOversized",
    "FileScanner",
    "FileTooLarge",
    "FileTypeRefused",
    "Prepared",
    "ScannerUnavailable",
    "TooManyUploads",
    "UploadElsewhere",
    "UploadNotFound",
    "check_file",
    "clean_name",
    "find_missing",
    "forget_expired",
    "forget_expired_uploads",
    "forget_files",
    "guards",
    "keep",
    "list_files",
    "list_many",
    "move_files",
    "prepare",
    "read",
    "receive",
    "rescan_waiting",
    "scan_file",
    "scanners",
    "sniff",
    "sweep_orphans",
    "tidy",
]
