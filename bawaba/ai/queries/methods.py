"""The methods by which use cases are assessed."""

from typing import Final

from bawaba.assess.queries import list_methods

ETHICS_METHOD: Final = "urn:bawaba:method:ethics-impact"


def ethics_method_present() -> bool:
    """Tell whether the ethical impact assessment is in force. One SQL query."""
    return any(one.urn == ETHICS_METHOD for one in list_methods())
