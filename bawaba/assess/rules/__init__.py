"""What an assessment is made of, as pure rules."""
