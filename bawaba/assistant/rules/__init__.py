"""What the assistant computes: plain Python, no clock, no database."""
