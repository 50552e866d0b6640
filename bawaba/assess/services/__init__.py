"""What the assess room writes."""
