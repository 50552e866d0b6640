"""Why a file is not taken, in words that say what to do."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import Conflict, InvalidInput, NotFound, Text


class FileEmpty(InvalidInput):
    """It holds no byte."""

    code: ClassVar[str] = "file-empty"
    message: ClassVar[Text] = _("This file is empty.")
    hint: ClassVar[Text] = _("Open it on your device to see whether it is the right one, then send it again.")


class FileTooLarge(InvalidInput):
    """It is larger than this place takes."""

    code: ClassVar[str] = "file-too-large"
    message: ClassVar[Text] = _("This file is too large.")
    hint: ClassVar[Text] = _("Take the photograph at a lower size, or scan in grey, then send it again.")


class FileTypeRefused(InvalidInput):
    """Its content is of no type that is taken here, whatever its name says."""

    code: ClassVar[str] = "file-type-refused"
    message: ClassVar[Text] = _("This kind of file cannot be taken.")
    hint: ClassVar[Text] = _("Send a PDF, or a photograph (JPEG, PNG, WebP or HEIC).")


class FileNameMisleads(InvalidInput):
    """Its name announces another type than its content has."""

    code: ClassVar[str] = "file-name-misleads"
    message: ClassVar[Text] = _("The name of this file does not match what is in it.")
    hint: ClassVar[Text] = _("Send the file as your telephone or scanner made it, without changing its name.")


class FileDamaged(InvalidInput):
    """Its content is cut, or holds something else besides."""

    code: ClassVar[str] = "file-damaged"
    message: ClassVar[Text] = _("This file is damaged or holds something besides the document.")
    hint: ClassVar[Text] = _("Take the photograph again or save the document again, then send it.")


class FileLocked(InvalidInput):
    """It is a PDF that asks for a password."""

    code: ClassVar[str] = "file-locked"
    message: ClassVar[Text] = _("This PDF asks for a password, so nobody here could read it.")
    hint: ClassVar[Text] = _("Save it without a password, or photograph the pages, then send that.")


class FileActive(InvalidInput):
    """It is a PDF with a program, a form that sends, or other files inside."""

    code: ClassVar[str] = "file-active"
    message: ClassVar[Text] = _("This PDF holds a program or other files, which could do harm.")
    hint: ClassVar[Text] = _("Print it to a new PDF, or photograph the pages, then send that.")


class FileOversized(InvalidInput):
    """It unpacks to more than a reader should bear, or has too many pages or pixels."""

    code: ClassVar[str] = "file-oversized"
    message: ClassVar[Text] = _("This document is far larger inside than it looks, or has too many pages.")
    hint: ClassVar[Text] = _("Send only the pages that are asked for, as a new PDF or as photographs.")


class UploadNotFound(NotFound):
    """No upload of this person is under way at this address."""

    code: ClassVar[str] = "upload-not-found"
    message: ClassVar[Text] = _("This upload is no longer under way.")
    hint: ClassVar[Text] = _("Send the file again from the start.")


class UploadElsewhere(Conflict):
    """The piece does not follow what has arrived."""

    code: ClassVar[str] = "upload-offset"
    message: ClassVar[Text] = _("This piece of the file does not follow what has arrived.")
    hint: ClassVar[Text] = _("Ask how much has arrived, then go on from there.")


class TooManyUploads(Conflict):
    """This place has as many uploads under way as it may."""

    code: ClassVar[str] = "uploads-many"
    message: ClassVar[Text] = _("Too many files are being sent at once.")
    hint: ClassVar[Text] = _("Wait until they have arrived, then send the next ones.")


class FileNotReady(Conflict):
    """It is still being checked, or was found harmful."""

    code: ClassVar[str] = "file-not-ready"
    message: ClassVar[Text] = _("This file cannot be opened: it is being checked or was found harmful.")
    hint: ClassVar[Text] = _("Try again in a minute. If nothing changes, send the document again.")
