"""Templates of answers: their placeholders are filled in for a case, and nothing else is."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

PLACES: Final = ("number", "service", "due")


def fill_reply(texts: Mapping[str, str], *, language: str, number: str, service: str, due: date) -> str:
    """Return the text in the person's language, else in French, else in any, with {number}, {service}, {due}.

    Other braces stay as they are.
    """
    text = texts.get(language) or texts.get("fr") or next(iter(texts.values()), "")
    values = {"number": number, "service": service, "due": due.strftime("%d/%m/%Y")}
    return re.sub(r"\{(number|service|due)\}", lambda found: values[found[1]], text)
