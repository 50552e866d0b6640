"""What a method of assessment is, as pure rules: reading, importing, scoring, moving to another version."""
