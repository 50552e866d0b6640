"""Choosing and scheduling use cases in waves: exact, with the proof shown. Plain Python, no Django.

`instances` says what is to be chosen, `formulation` writes it as a mixed-integer programme, `solving` lets
HiGHS prove the best plan, `greedy` makes the plan that one would make by hand, to compare with.
"""
