"""Rules of the identity room: plain Python, no clock, no database."""
