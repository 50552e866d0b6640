"""Road maps: which actions, in which wave, raise the index most under a budget. Plain Python, no Django.

`gaps` says which actions an administration still needs and what each brings, by the scoring engine;
`programme` writes the choice as a mixed-integer programme, which HiGHS proves; `checking` keeps the rules of a
road map that people edit.
"""
