"""The case: one negotiation as written, checked, frozen, and changed only by what-ifs."""
