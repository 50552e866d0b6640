"""Text written for a machine: markup, codes, calls, turns of a conversation that did not happen, and disguises."""

import re
import unicodedata
from typing import Final

_SPACED: Final = re.compile(r"(?:(?<!\w)\w[\s.\-_*]+){8,}")
_CODED: Final = re.compile(
    r"(?=\S*[a-z])(?=\S*[A-Z])(?=\S*\d)[A-Za-z0-9+/]{24,}={0,2}|(?:\\x[0-9a-f]{2}){3,}|(?:\b[0-9a-f]{2}\s+){8,}"
    r"|(?:\b[01]{7,8}\s+){3,}|(?:%[0-9A-Fa-f]{2}){4,}|(?:&#\d+;){3,}"
)
_MARKUP: Final = re.compile(
    r"\[/?\s*(?:system|inst|admin|assistant|user)\s*\]|<\|?\s*/?(?:system|im_|user|assistant|instructions?|admin)\b|#{3,}|\{\{|\$\{"
    r"|<!--|\brot-?13\b|\bbase-?64\b|<\s*/?(?:script|img|iframe|svg|style|body|form|input|a|div|meta|object|embed)\b|\bon(?:error|load|click)\s*="
    r"|javascript:|!?\[[^\]]*\]\(\s*(?:https?|javascript|data):|[\"']\s*(?:role|system|content)[\"']\s*:",
    re.IGNORECASE,
)
# A word called with arguments in brackets, as programs call; a statement of a database or a shell.
_CALL: Final = re.compile(
    r"\b[a-z]\w*_\w+\s*\(|\b\w+\s*\([^()]*\w\s*=\s*[^()]*\)|['\"]?\s*\bor\s+['\"]?1['\"]?\s*=\s*['\"]?1|;\s*--|'\s*--|\bunion\s+select\b"
    r"|\brm\s+-rf\b|\b(?:curl|wget|chmod|bash)\s+[-/h]|\bselect\s+.+\bfrom\s+\w+\s*(?:where|;|$)",
    re.IGNORECASE,
)
# Who speaks, before a colon: only a machine that is fed a conversation reads it so.
_TURN: Final = re.compile(
    r"(?:\b(?:assistant|system|syst[eè]me|chatbot|bot|ia|ai|llm|mod[eè]le|developer|d[eé]veloppeur)|المساعد|النظام|للنظام|للمساعد|السيستيم|للسيستيم)"
    r"\s*[:：>]|\b(?:note|message|mot|consigne|ملاحظ[ةه]|رسال[ةه])\s+(?:à l'|to the |to |au |aux |pour (?:le |l')?|for (?:the )?|ل)(?:ia|ai|assistant|bot|"
    r"syst[eè]me|system|mod[eè]le|model|robot|نظام|مساعد|لنظام|لمساعد)",
    re.IGNORECASE,
)
_LINK: Final = re.compile(r"https?://|www\.|\b[\w\-]+\.(?:example|com|net|org|ma)\b", re.IGNORECASE)
# Letters of other alphabets that look like Latin ones.
_LOOKALIKES: Final = str.maketrans(
    "аеорсухіјѕԁһкмтвнАЕОРСУХІЈЅКМТВНαοερικντυ", "aeopcyxijsdhkmtbhAEOPCYXIJSKMTBHaoepikvtu"
)
_OTHER_LATIN: Final = re.compile(r"[\u0370-\u03ff\u0400-\u04ff]")
_PLAIN_LATIN: Final = re.compile(r"[A-Za-z]")
_FIGURES: Final = str.maketrans("0134578@$!", "oieastbasi")
# Arabizi writes 2, 3, 5, 7, 8, 9 as letters; 0, 1, 4, @ and $ inside a word are a disguise.
_DISGUISED: Final = re.compile(r"(?<![\w@$])(?=[\w@$!]*[A-Za-z])(?=[\w@$!]*[014@$])[\w@$!]{2,}")
_FEWEST: Final = 2
_BACKWARDS: Final = re.compile(
    r"\b(?:erongi|eilbuo|snoitcurtsni|selger|selur|metsys|tpmorp|erredisnoc|detcirtsernu|tegrof)\b|لهاجت|تاميلعت|دعاوقلا"
)


def for_machines(text: str) -> bool:
    """Say whether some of it is written for a machine, or so that only a machine would read it."""
    patterns = (_MARKUP, _CODED, _SPACED, _CALL, _TURN)
    return any(pattern.search(text) for pattern in patterns) or _is_backwards(text)


def has_link(text: str) -> bool:
    """Say whether an address stands in it."""
    return bool(_LINK.search(text))


def bare_text(text: str) -> str:
    """Return a text without signs that nobody sees, and with the letters that its words seem to have."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    if not _OTHER_LATIN.search(seen):
        return seen
    return " ".join(
        word.translate(_LOOKALIKES) if _OTHER_LATIN.search(word) and _PLAIN_LATIN.search(word) else word
        for word in seen.split(" ")
    )


def undisguised(text: str) -> str:
    """Return what words with figures for letters seem to say ("1gn0re y0ur rul3s"); nothing where there are none."""
    if len(_DISGUISED.findall(text)) < _FEWEST:
        return ""
    return text.lower().translate(_FIGURES)


def _is_backwards(text: str) -> bool:
    bare = unicodedata.normalize("NFKD", text.lower())
    return bool(_BACKWARDS.search("".join(sign for sign in bare if not unicodedata.combining(sign))))
