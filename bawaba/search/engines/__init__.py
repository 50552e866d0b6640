"""The engine: posting lists, documents and vectors as a process holds them, and how a question is ranked."""
