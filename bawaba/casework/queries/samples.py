"""Whether the forms that ship are in force."""

from bawaba.forms import queries as forms


def samples_present() -> bool:
    """Say whether some form is in force. Two SQL queries."""
    return bool(forms.list_forms(published_only=True, limit=1).items)
