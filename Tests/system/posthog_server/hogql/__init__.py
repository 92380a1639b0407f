"""HogQL: parsed by PostHog's grammar, translated to ClickHouse SQL."""
