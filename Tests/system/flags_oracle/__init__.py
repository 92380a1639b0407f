"""Flags, users and the verdicts of PostHog's own Python SDK about them."""
