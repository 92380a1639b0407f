"""Feature flags: their rules, their routes, and their evaluation."""
