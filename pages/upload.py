"""Bring in a file."""
