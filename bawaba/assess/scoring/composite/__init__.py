"""Composite indices after the OECD and JRC Handbook (2008), with the definitions of COINr 1.1.14 (MIT).

Read a layout and a configuration, run the stages in the order of the configuration, ask how sure the
ranks are. Imports numpy: only doors that need it import this.
"""
