"""What coverage computes and decides, without a database."""
