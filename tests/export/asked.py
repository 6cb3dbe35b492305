"""The views that the files' tests ask for: each card, one to twelve districts, long names."""

from __future__ import annotations

from analytics.views.request import Card, Request

FOUR = "002,003,004,006"
TWELVE = "001,002,003,004,005,006,007,008,009,019,021,268"
REVENUE = "budget_revenue_area"

REQUESTS = {
    "scoreboard": Request.of(Card.SCOREBOARD, areas=FOUR),
    "scoreboard of twelve": Request.of(Card.SCOREBOARD, areas=TWELVE),
    "one district": Request.of(Card.COMPARISON, areas="006", indicator=REVENUE),
    "four districts": Request.of(
        Card.COMPARISON,
        areas=FOUR,
        indicator=REVENUE,
        measure="actual",
        period="2021-01-01~2021-12-31",
    ),
    "twelve districts": Request.of(Card.COMPARISON, areas=TWELVE, indicator=REVENUE),
    "attainment of twelve": Request.of(
        Card.COMPARISON, areas=TWELVE, indicator=REVENUE, measure="attainment"
    ),
    "growth, some of it negative": Request.of(
        Card.COMPARISON, areas=TWELVE, indicator=REVENUE, measure="growth"
    ),
    "long names": Request.of(Card.ATTAINMENTS, area="003"),
    "many rows": Request.of(Card.ATTAINMENTS, area="004"),
    "targets": Request.of(Card.TARGETS, area="004"),
    "years": Request.of(Card.YEARS, areas=FOUR, indicator=REVENUE, measure="actual"),
    "course": Request.of(Card.COURSE, areas="006", indicator=REVENUE, measure="actual"),
}
