"""The floor: what everyone takes for given. Bare Streamlit, one Plotly chart, the same data.

Run: ``FLOOR_STORE=… FLOOR_AREAS=002,003 streamlit run benchmarks/floor_app.py``.
"""

from __future__ import annotations

import os

import duckdb
import plotly.express as px
import streamlit as st

st.set_page_config(layout="wide")


@st.cache_resource
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(os.environ["FLOOR_STORE"], read_only=True)


areas = os.environ["FLOOR_AREAS"].split(",")
indicators = [
    code
    for (code,) in connection()
    .cursor()
    .execute("SELECT DISTINCT indicator FROM observation ORDER BY indicator")
    .fetchall()
]
indicator = st.selectbox("Indicator", indicators, index=indicators.index("budget_revenue_area"))
frame = (
    connection()
    .cursor()
    .execute(
        """
        SELECT period_end, ref_area, obs_value::DOUBLE AS obs_value
        FROM observation
        WHERE indicator = ? AND measure = 'actual' AND list_contains(?, ref_area)
        ORDER BY period_end
        """,
        [indicator, areas],
    )
    .df()
)
st.plotly_chart(px.line(frame, x="period_end", y="obs_value", color="ref_area", markers=True))
