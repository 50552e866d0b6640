"""Bawaba, the digital front door of a country."""

__version__ = "0.1.0"
