"""Where bodies answer, the centre verifies, and both read what came of it."""
