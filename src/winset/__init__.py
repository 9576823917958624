"""Winset: which deals win every consent they need, and who can block them."""

from __future__ import annotations

__version__ = "0.1.0"
