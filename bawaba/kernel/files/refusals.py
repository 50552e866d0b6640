"""Why a file is not taken, in words that say what to do."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import Conflict, InvalidInput, Text


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


class FileNotReady(Conflict):
    """It is still being checked, or was found harmful."""

    code: ClassVar[str] = "file-not-ready"
    message: ClassVar[Text] = _("This file cannot be opened: it is being checked or was found harmful.")
    hint: ClassVar[Text] = _("Try again in a minute. If nothing changes, send the document again.")
