"""Reads of the identity room. Each query states how many SQL queries it makes."""

from bawaba.identity.queries.people import find_person_id, hint_key, read_particulars
from bawaba.identity.queries.sessions import current_authentication

__all__ = ["current_authentication", "find_person_id", "read_particulars"]
