"""Measures the gateway side by side with its peers; started by `Tests/bench/run`."""
