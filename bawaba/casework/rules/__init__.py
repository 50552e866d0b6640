"""Rules of the casework room: plain Python, no clock, no database."""
