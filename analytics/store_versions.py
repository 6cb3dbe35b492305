"""The versions of the store's schema, and what brings a store of one to the next."""

from __future__ import annotations

SCHEMA_VERSION = 6
_POWERS = ", ".join(str(10**power) for power in range(9, -1, -1))
MIGRATIONS = {
    2: "SELECT 1",
    3: """
        DROP TABLE IF EXISTS tally;
        CREATE TABLE tally (
            submission_id BIGINT NOT NULL, source VARCHAR NOT NULL, indicator VARCHAR NOT NULL,
            period_start DATE NOT NULL, period_end DATE NOT NULL, reports BIGINT NOT NULL
        );
        INSERT INTO tally
        SELECT submission_id, source, indicator, period_start, period_end, count(*)
        FROM observation
        GROUP BY ALL
        """,
    4: """
        DROP TABLE IF EXISTS reported_area;
        CREATE TABLE reported_area (submission_id BIGINT NOT NULL, ref_area VARCHAR NOT NULL);
        INSERT INTO reported_area SELECT DISTINCT submission_id, ref_area FROM observation
        """,
    5: f"""
        DROP TABLE IF EXISTS stored_observation;
        CREATE TABLE stored_observation (
            submission_id BIGINT NOT NULL, row_number BIGINT NOT NULL,
            ref_area VARCHAR NOT NULL, indicator VARCHAR NOT NULL, measure VARCHAR NOT NULL,
            period_start DATE NOT NULL, period_end DATE NOT NULL, plan_basis VARCHAR NOT NULL,
            significand BIGINT, exponent TINYINT NOT NULL, long_value DECIMAL(28, 9),
            decimals INTEGER NOT NULL, bound VARCHAR NOT NULL,
            unit VARCHAR NOT NULL, obs_status VARCHAR NOT NULL, as_of DATE,
            printed VARCHAR NOT NULL, source VARCHAR NOT NULL, locator VARCHAR NOT NULL,
            note VARCHAR NOT NULL
        );
        INSERT INTO stored_observation BY NAME
        SELECT * EXCLUDE (obs_value, billionths, printed_places, places, step),
            TRY_CAST(billionths // step AS BIGINT) AS significand,
            (-places)::TINYINT AS exponent,
            CASE WHEN significand IS NULL THEN obs_value END AS long_value
        FROM (
            SELECT *, least(greatest(decimals, 0), 9) AS printed_places,
                if(billionths % [{_POWERS}][printed_places + 1]::HUGEINT = 0, printed_places, 9)
                    AS places,
                [{_POWERS}][places + 1]::HUGEINT AS step
            FROM (SELECT *, (obs_value * 1000000000)::HUGEINT AS billionths FROM observation)
        );
        DROP TABLE observation
    """,  # noqa: S608 (our own numbers)
    6: "DROP TABLE IF EXISTS tally",
}
"""The statements that bring a store of the version before to this one; ``schema.sql`` follows, and
makes what is new and empty: 2 has ``role_grant``, 6 ``counted_change`` and, filled as the store
opens, ``line`` and ``number``. The fifth lays values as ``store_values.stored`` does, by one
statement: DuckDB keeps all that comes to a transaction by several, 0.3 GB a million figures."""
