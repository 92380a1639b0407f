"""A PostHog to test against: its documented HTTP API, and HogQL run on ClickHouse."""
