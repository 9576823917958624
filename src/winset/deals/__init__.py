"""Deals: which are efficient, which win every consent, which one a solution concept picks."""
