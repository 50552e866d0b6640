"""Where sites should stand: maximal covering, proven optimal or with a proven gap. Knows no Django."""
