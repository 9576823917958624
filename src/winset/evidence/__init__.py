"""How well a claim is supported, and what falls if a source was wrong. Plain functions on small records;
no files."""
