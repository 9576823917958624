"""Locking a case with a passphrase, and unlocking it again."""
