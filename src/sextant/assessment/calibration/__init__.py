"""Calibration: what the answers kept in this campus say of the items, written down as dated editions."""
