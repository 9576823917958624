"""Frozen arrays with labels.

Shapes: D deals, I issues, P parties (decision makers), K draws, S states, O options, N runs; draws first,
parties before issues; 0-based inside, names outside.
"""
