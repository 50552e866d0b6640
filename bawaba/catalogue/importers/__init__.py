"""Readers of other catalogues' files, one module each (see `protocol`)."""
