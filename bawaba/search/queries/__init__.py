"""Reads of the search room."""

from bawaba.search.queries.evaluating import RELEVANT, SHIPPED_QUESTIONS, evaluate, evaluate_catalogue
from bawaba.search.queries.evidence import (
    AskedQuestion,
    Corpus,
    fold_text,
    in_french,
    open_corpus,
    question_language,
    sentence_vectors,
    weigh_evidence,
    word_skeleton,
)
from bawaba.search.queries.fields import FIELD_SIGNS, AskedFields, read_fields
from bawaba.search.queries.reporting import status
from bawaba.search.queries.searching import related, search
from bawaba.search.queries.suggesting import suggest

__all__ = [
    "FIELD_SIGNS",
    "RELEVANT",
    "SHIPPED_QUESTIONS",
    "AskedFields",
    "AskedQuestion",
    "Corpus",
    "evaluate",
    "evaluate_catalogue",
    "fold_text",
    "in_french",
    "open_corpus",
    "question_language",
    "read_fields",
    "related",
    "search",
    "sentence_vectors",
    "status",
    "suggest",
    "weigh_evidence",
    "word_skeleton",
]
