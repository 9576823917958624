"""The bridge from names to numbers: frozen arrays with labels.

Shapes, written once: D deals, I dimensions (issues, or items of one), P parties, K draws, V values of a dimension. Draws come
first, parties before issues; 0-based inside, names outside. Worths are whole numbers on a scale that is stated beside them.
"""
