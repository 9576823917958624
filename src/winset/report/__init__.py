"""Showing a Result: on a terminal, as a self-contained page, as charts. Reads results, computes nothing about the case."""
