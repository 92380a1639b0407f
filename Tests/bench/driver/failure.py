"""What makes a measurement worthless."""


class MeasurementFailure(Exception):
    """Something could not be measured, or an answer was wrong."""
