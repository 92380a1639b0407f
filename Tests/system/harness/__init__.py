"""What the system tests have in common: a running gateway, its clients, and events to send."""
