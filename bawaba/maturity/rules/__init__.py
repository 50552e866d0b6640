"""What the study computes: plain Python, no database, no clock, no chance but by a seed that is given."""
