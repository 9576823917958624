"""The analyses: `Case -> Result`. Each asks the arrays one question and words the answer."""
