"""Deals as arrays: which are allowed, who must consent, which are efficient, which a solution concept chooses."""
