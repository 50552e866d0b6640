"""PDFs and photographs from strangers: looked into, made into PDFs and marked, in a process of their own.

`inspect` names what is wrong with a document, `convert` makes a PDF of a photograph and writes on it what
it was given for. Both run the parsers in a child with limits (`child`), so that a bomb or a crash costs
the child alone. Nothing here knows Django.
"""

from bawaba.kernel.documents.parent import DocumentFaulty, convert, inspect

__all__ = ["DocumentFaulty", "convert", "inspect"]
