"""Workbooks to rows of text, in a process of its own that ends if a file eats memory or time.

Nothing here knows anybody of ours, so that the process starts at once. ``analytics.ingest`` starts
it and says what comes back.
"""
