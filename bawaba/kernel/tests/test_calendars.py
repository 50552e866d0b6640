"""Calendars are read by calendar programs as they were meant."""

from datetime import UTC, date, datetime

from bawaba.kernel.calendars import CalendarEvent, write_calendar


def test_a_calendar_keeps_texts_days_and_the_length_of_its_lines() -> None:
    title = "Écrire; publier, \\ puis suivre\n" + "شهادة الازدياد " * 12
    made = write_calendar(
        [CalendarEvent("a-1", title, date(2026, 12, 31), date(2026, 12, 31), "https://example.org/x")],
        product="Test", stamp=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    )  # fmt: skip
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    unfolded = made.decode().replace("\r\n ", "").split("\r\n")
    assert "DTSTART;VALUE=DATE:20261231" in unfolded
    assert "DTEND;VALUE=DATE:20270101" in unfolded
    assert "DTSTAMP:20260102T030405Z" in unfolded
    summary = next(line for line in unfolded if line.startswith("SUMMARY:"))
    assert summary.startswith("SUMMARY:Écrire\\; publier\\, \\\\ puis suivre\\nشهادة")
