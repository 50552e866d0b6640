"""Who are you, how sure are we, and what did you consent to?"""
