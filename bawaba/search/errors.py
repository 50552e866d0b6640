"""Refusals of the search room."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import InvalidInput, Text


class EmbedderUnavailable(InvalidInput):
    """The embedder that the settings name cannot be used."""

    code: ClassVar[str] = "embedder-unavailable"
    message: ClassVar[Text] = _("The embedding model named in the settings cannot be used.")


class CorpusBroken(InvalidInput):
    """A corpus or question file for evaluation cannot be read."""

    code: ClassVar[str] = "corpus-broken"
    message: ClassVar[Text] = _("This corpus or question file cannot be read.")


class BestBetInvalid(InvalidInput):
    """A best bet needs words and a document that is in the index."""

    code: ClassVar[str] = "best-bet-invalid"
    message: ClassVar[Text] = _("A best bet needs a question and a published document.")
