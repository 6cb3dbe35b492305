"""District figures: what was reported, what follows from it, and where each number came from.

Nothing in this package imports Streamlit; only :mod:`analytics.store` imports DuckDB.
"""
