"""Reads of the identity room. Each query states how many SQL queries it makes."""

from bawaba.identity.queries.access import current_access, current_actor
from bawaba.identity.queries.people import account_of_subject, find_person_id, read_contacts, read_particulars
from bawaba.identity.queries.sessions import current_authentication

__all__ = [
    "account_of_subject",
    "current_access",
    "current_actor",
    "current_authentication",
    "find_person_id",
    "read_contacts",
    "read_particulars",
]
