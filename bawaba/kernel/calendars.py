"""Days to remember as iCalendar (RFC 5545): one all-day event a line, for any calendar program."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """An event of whole days. key: stable, so that a calendar replaces it; last_day: still part of it"""

    key: str
    summary: str
    first_day: date
    last_day: date
    address: str = ""
    description: str = ""


def write_calendar(events: Iterable[CalendarEvent], *, product: str, stamp: datetime) -> bytes:
    """Return a calendar. product: names what wrote it; stamp: when, aware, in UTC"""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Bawaba//{product}//EN"]
    for one in events:
        lines += [
            "BEGIN:VEVENT", f"UID:{one.key}@bawaba", f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{one.first_day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.last_day + timedelta(days=1):%Y%m%d}",  # the day after (section 3.6.1)
            f"SUMMARY:{_escape(one.summary)}",
            *([f"DESCRIPTION:{_escape(one.description)}"] if one.description else []),
            *([f"URL:{one.address}"] if one.address else []),
            "TRANSP:TRANSPARENT", "END:VEVENT",
        ]  # fmt: skip
    return "".join(f"{_fold(line)}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def _escape(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\n").replace("\n", "\\n")


def _fold(line: str) -> str:
    """Return a line in pieces of at most 75 octets, each next one after a space (RFC 5545, section 3.1)."""
    pieces, piece = [], ""
    for sign in line:
        if len((piece + sign).encode()) > 74:
            pieces.append(piece)
            piece = ""
        piece += sign
    return "\r\n ".join([*pieces, piece])
