"""The graph model for conflict resolution: plain functions from a `GraphModel` to frozen records."""
