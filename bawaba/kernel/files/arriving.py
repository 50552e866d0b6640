"""What a plain form sends: files stay in memory until they are sealed, and a request has its measure."""

from typing import Any, ClassVar, Final

from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import InvalidInput, Text

MOST_AT_ONCE: Final = 52 * 1024 * 1024
_CUT: Final = "bawaba.files_cut"


class TooMuchAtOnce(InvalidInput):
    """The files of one request are too much together."""

    code: ClassVar[str] = "files-too-much"
    message: ClassVar[Text] = _("These files are too much to send in one go.")
    hint: ClassVar[Text] = _("Send them a few at a time. Those that arrived are kept.")


class InMemoryHandler(MemoryFileUploadHandler):
    """Keep every file of a request in memory; read no more than `MOST_AT_ONCE` bytes of files.

    Django would lay large ones in clear on the disk.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._taken = 0

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own signature
        """Take every request, whatever its length says."""
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Stop at the measure; the rest of the request is read and thrown away."""
        self._taken += len(raw_data)
        if self._taken > MOST_AT_ONCE:
            if self.request is not None:
                self.request.META[_CUT] = True
            raise StopUpload(connection_reset=False)
        return super().receive_data_chunk(raw_data, start)


def was_cut(request: HttpRequest) -> bool:
    """Say whether the files of a request were cut at the measure: those before it arrived whole."""
    return bool(request.META.get(_CUT))
