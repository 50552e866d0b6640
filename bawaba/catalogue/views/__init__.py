"""The editors' pages, by what they are for."""
