"""Telling people: in their inbox here, by e-mail, by short message; in their language, once, never too early.

`telling` writes what is to be said in the transaction of what it is about; `sending` says it by a job
afterwards; `preferences` keeps what a person wants; `channels` is how it leaves.
"""
