"""Scores as pure rules: points, shares of colours, decisions, composite indices, multi-criteria.

Nothing here knows a clock, a database or Django; what is wrong is raised as `types.Refused` with the
line of the file where it stands. Modules that need numpy are imported by the door that needs them.
"""
