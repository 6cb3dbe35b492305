"""The same chart in Dash. It runs in an environment of its own: ``benchmarks/requirements.txt``.

Run: ``FLOOR_STORE=… FLOOR_AREAS=002,003 python benchmarks/dash_app.py PORT``.
"""

from __future__ import annotations

import os
import sys

import duckdb
import plotly.express as px
from dash import Dash, Input, Output, dcc, html

connection = duckdb.connect(os.environ["FLOOR_STORE"], read_only=True)
areas = os.environ["FLOOR_AREAS"].split(",")
indicators = [
    code
    for (code,) in connection.execute(
        "SELECT DISTINCT indicator FROM observation ORDER BY indicator"
    ).fetchall()
]
app = Dash(__name__)
app.layout = html.Div(
    [
        dcc.Dropdown(indicators, "budget_revenue_area", id="indicator", clearable=False),
        dcc.Graph(id="chart"),
    ]
)


@app.callback(Output("chart", "figure"), Input("indicator", "value"))  # type: ignore[untyped-decorator]
def chart(indicator: str) -> object:
    frame = (
        connection.cursor()
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
    return px.line(frame, x="period_end", y="obs_value", color="ref_area", markers=True)


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(sys.argv[1]))
