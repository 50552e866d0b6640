"""The words that tables and rules share."""

from typing import Final

PHASES: Final = ("open", "paused", "closed")
CASE_OUTCOMES: Final = ("", "accepted", "refused", "accepted-by-silence", "withdrawn", "lapsed")
DECISION_STATES: Final = ("proposed", "in-force", "returned", "annulled")
EFFECTS: Final = ("none", "ask-correction", "accept", "refuse", "withdraw", "lapse")
NEEDS: Final = ("reasons", "message", "fields", "note")
"""What a transition may ask for; `services.moving.Filled` carries it."""
