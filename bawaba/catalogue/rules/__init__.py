"""Pure computations of the catalogue: stored form, hash, validity, completeness, difference."""

from bawaba.catalogue.rules.cleaning import clean_record, strip_personal_data
from bawaba.catalogue.rules.codec import LanguageText, Stored, content_hash, decode, encode, hash_stored
from bawaba.catalogue.rules.completeness import LegalLimit, is_delay_above, measure_completeness
from bawaba.catalogue.rules.difference import compare
from bawaba.catalogue.rules.documents import search_document
from bawaba.catalogue.rules.names import slug
from bawaba.catalogue.rules.validity import (
    find_problems,
    is_identifier,
    is_web_address,
    missing_for_publication,
)

__all__ = [
    "LanguageText",
    "LegalLimit",
    "Stored",
    "clean_record",
    "compare",
    "content_hash",
    "decode",
    "encode",
    "find_problems",
    "hash_stored",
    "is_delay_above",
    "is_identifier",
    "is_web_address",
    "measure_completeness",
    "missing_for_publication",
    "search_document",
    "slug",
    "strip_personal_data",
]
