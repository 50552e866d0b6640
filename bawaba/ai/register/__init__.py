"""Public registers of AI systems: one schema for all, and how other countries' registers map to it.

`schema` is what is known of a system; `mappings` reads a register's file by a mapping that is data.
Plain Python, no Django.
"""
