"""What a person sees of their requests."""
