-- Append-only: figures are only ever added, so there are no keys, sequences or updates, and the same
-- statements run where those do not exist. What stands is a question (the macros below), not a state.

CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL);

-- Codelists: copies of data/codelists, replaced as a whole when the files change.
CREATE TABLE IF NOT EXISTS codelist_edition (sha256 VARCHAR NOT NULL);

CREATE TABLE IF NOT EXISTS area (
    ref_area VARCHAR NOT NULL, level VARCHAR NOT NULL, name_vi VARCHAR NOT NULL, name_en VARCHAR NOT NULL,
    short_name VARCHAR NOT NULL, parent VARCHAR NOT NULL, valid_from DATE, valid_to DATE,
    aliases VARCHAR[] NOT NULL, colour VARCHAR NOT NULL, dark_colour VARCHAR NOT NULL
);

CREATE TABLE IF NOT EXISTS indicator (
    indicator VARCHAR NOT NULL, domain VARCHAR NOT NULL, kind VARCHAR NOT NULL, unit VARCHAR NOT NULL,
    part_unit VARCHAR NOT NULL, polarity VARCHAR NOT NULL, accumulation VARCHAR NOT NULL,
    family VARCHAR NOT NULL, headline INTEGER NOT NULL, name_vi VARCHAR NOT NULL, name_en VARCHAR NOT NULL,
    definition_vi VARCHAR NOT NULL, definition_en VARCHAR NOT NULL, aliases VARCHAR[] NOT NULL
);

CREATE TABLE IF NOT EXISTS unit (
    unit VARCHAR NOT NULL, dimension VARCHAR NOT NULL, exponent INTEGER NOT NULL,
    name_vi VARCHAR NOT NULL, name_en VARCHAR NOT NULL, aliases VARCHAR[] NOT NULL
);

CREATE TABLE IF NOT EXISTS part (
    whole VARCHAR NOT NULL, whole_measure VARCHAR NOT NULL, part VARCHAR NOT NULL,
    part_measure VARCHAR NOT NULL
);

-- Sources of the codelist have no submission; the others came with the submission that names them.
CREATE TABLE IF NOT EXISTS source (
    source VARCHAR NOT NULL, title VARCHAR NOT NULL, title_en VARCHAR NOT NULL, publisher VARCHAR NOT NULL,
    published DATE, url VARCHAR NOT NULL, file VARCHAR NOT NULL, note VARCHAR NOT NULL, submission_id BIGINT
);

CREATE TABLE IF NOT EXISTS submission (
    submission_id BIGINT NOT NULL, sha256 VARCHAR NOT NULL, file_name VARCHAR NOT NULL,
    submitted_at TIMESTAMP NOT NULL, submitted_by VARCHAR NOT NULL, row_count BIGINT NOT NULL,
    content BLOB NOT NULL
);

-- What an analyst said about a file beyond its bytes (mended cells, skipped rows, marks), as JSON.
CREATE TABLE IF NOT EXISTS submission_note (submission_id BIGINT NOT NULL, note VARCHAR NOT NULL);

-- The last row of a submission says whether it is withdrawn; none means it stands.
CREATE TABLE IF NOT EXISTS withdrawal (
    event_number BIGINT NOT NULL, submission_id BIGINT NOT NULL, withdrawn BOOLEAN NOT NULL,
    withdrawn_at TIMESTAMP NOT NULL, withdrawn_by VARCHAR NOT NULL, reason VARCHAR NOT NULL
);

-- A report's value is significand * 10 ** exponent, or its long_value: see store_values.py.
CREATE TABLE IF NOT EXISTS stored_observation (
    submission_id BIGINT NOT NULL, row_number BIGINT NOT NULL,
    ref_area VARCHAR NOT NULL, indicator VARCHAR NOT NULL, measure VARCHAR NOT NULL,
    period_start DATE NOT NULL, period_end DATE NOT NULL, plan_basis VARCHAR NOT NULL,
    significand BIGINT, exponent TINYINT NOT NULL, long_value DECIMAL(28, 9),
    decimals INTEGER NOT NULL, bound VARCHAR NOT NULL,
    unit VARCHAR NOT NULL, obs_status VARCHAR NOT NULL, as_of DATE, printed VARCHAR NOT NULL,
    source VARCHAR NOT NULL, locator VARCHAR NOT NULL, note VARCHAR NOT NULL
);

-- What each submission brought, counted: reports that differ in nothing but their area and what they
-- say, numbered from first_report on by their areas' places, each with a bit in its word of areas; those
-- that repeat a figure have a line of their row. See store_lines.py.
CREATE TABLE IF NOT EXISTS line (
    submission_id BIGINT NOT NULL, source VARCHAR NOT NULL, indicator VARCHAR NOT NULL,
    measure VARCHAR NOT NULL, plan_basis VARCHAR NOT NULL,
    period_start DATE NOT NULL, period_end DATE NOT NULL, obs_status VARCHAR NOT NULL, own_row BIGINT,
    first_report BIGINT NOT NULL, reports BIGINT NOT NULL, exponents BIGINT NOT NULL,
    first_word BIGINT NOT NULL, areas BIGINT[] NOT NULL
);

-- The numbers that reports are found by: their values, and what else is printed of them.
CREATE TABLE IF NOT EXISTS number (number DOUBLE NOT NULL, report BIGINT NOT NULL);

-- The areas that each submission reports on. An area's place is by the first that does, then its code.
CREATE TABLE IF NOT EXISTS reported_area (submission_id BIGINT NOT NULL, ref_area VARCHAR NOT NULL);

-- How many figures two moments differ in, counted once: `known` is the hash of all that the count rests
-- on (see queries/kept_counts.py), `counts` is JSON.
CREATE TABLE IF NOT EXISTS counted_change (known VARCHAR NOT NULL, counts VARCHAR NOT NULL);

-- How to read files of one form, by the form's hash; the newest row of a form is the one in use.
CREATE TABLE IF NOT EXISTS mapping (
    event_number BIGINT NOT NULL, shape VARCHAR NOT NULL, name VARCHAR NOT NULL, body VARCHAR NOT NULL,
    saved_at TIMESTAMP NOT NULL, saved_by VARCHAR NOT NULL
);

-- What was done, by whom, from where; each entry is bound to the one before by its hash. The ledger
-- beside the database has the same entries.
CREATE TABLE IF NOT EXISTS audit_entry (
    number BIGINT NOT NULL, "at" TIMESTAMP NOT NULL, who VARCHAR NOT NULL, origin VARCHAR NOT NULL,
    action VARCHAR NOT NULL, details VARCHAR NOT NULL, previous VARCHAR NOT NULL, hash VARCHAR NOT NULL
);

-- Each saving of a briefing is a new edition, the last one stands; `content` is its JSON.
CREATE TABLE IF NOT EXISTS briefing (
    edition BIGINT NOT NULL, briefing VARCHAR NOT NULL, content VARCHAR NOT NULL,
    saved_at TIMESTAMP NOT NULL, saved_by VARCHAR NOT NULL, removed BOOLEAN NOT NULL
);

-- Who has which role; the newest row of a subject stands, and 'none' is a role.
CREATE TABLE IF NOT EXISTS role_grant (
    event_number BIGINT NOT NULL, subject VARCHAR NOT NULL, role VARCHAR NOT NULL,
    granted_at TIMESTAMP NOT NULL, granted_by VARCHAR NOT NULL
);

-- The codelists that submissions were checked with, as JSON; a submission's entry names its edition.
CREATE TABLE IF NOT EXISTS kept_codelists (name VARCHAR NOT NULL, content BLOB NOT NULL);

-- Every report, with its value as one number beside what it lies as.
CREATE OR REPLACE VIEW valued_observation AS
SELECT submission_id, row_number, ref_area, indicator, measure, period_start, period_end, plan_basis,
    coalesce((significand::DECIMAL(19, 0) * CASE exponent
        WHEN 0 THEN 1.0
        WHEN -1 THEN 0.1
        WHEN -2 THEN 0.01
        WHEN -3 THEN 0.001
        WHEN -4 THEN 0.0001
        WHEN -5 THEN 0.00001
        WHEN -6 THEN 0.000001
        WHEN -7 THEN 0.0000001
        WHEN -8 THEN 0.00000001
        WHEN -9 THEN 0.000000001
    END::DECIMAL(10, 9))::DECIMAL(28, 9), long_value) AS obs_value,
    decimals, bound, unit, obs_status, as_of, printed, source, locator, note,
    significand, exponent, long_value
FROM stored_observation;

-- The same without that.
CREATE OR REPLACE VIEW observation AS
SELECT * EXCLUDE (significand, exponent, long_value) FROM valued_observation;

-- A source's date, as the codelist describes it, or else the earliest submission.
CREATE OR REPLACE VIEW dated_source AS
SELECT source, arg_min_null(published, coalesce(submission_id, 0)) AS published
FROM source
GROUP BY source;

-- Submissions that did not stand at a moment (UTC), withdrawn or not there yet; NULL is now.
CREATE OR REPLACE MACRO hidden_submission(submitted_until) AS TABLE
SELECT submission_id
FROM withdrawal
WHERE submitted_until IS NULL OR withdrawn_at <= submitted_until
GROUP BY submission_id
HAVING arg_max(withdrawn, event_number)
UNION ALL
SELECT submission_id FROM submission WHERE submitted_at > submitted_until;

-- Submissions that stood.
CREATE OR REPLACE MACRO standing_submission(submitted_until) AS TABLE
SELECT submission_id FROM submission
ANTI JOIN hidden_submission(submitted_until) USING (submission_id);

-- Every report of the submissions that stood.
CREATE OR REPLACE MACRO reported_observation(submitted_until) AS TABLE
SELECT o.*
FROM observation AS o
ANTI JOIN hidden_submission(submitted_until) AS hidden USING (submission_id);

-- Every report known at a moment, with its source's date. Joined so that DuckDB looks for the reports
-- by what is asked, and not by all submissions and sources that may be.
CREATE OR REPLACE MACRO known_observation(published_until, submitted_until) AS TABLE
SELECT o.*, s.published
FROM reported_observation(submitted_until) AS o
LEFT JOIN dated_source AS s USING (source)
WHERE published_until IS NULL OR s.published <= published_until;

-- Every figure known at a moment, with its source's date and its place among those that report the same:
-- final before estimate; then an exact value before a bound that it agrees with; then the newest source;
-- then the newest submission. Rank 1 stands. `reports` counts them.
CREATE OR REPLACE MACRO ranked_observation(published_until, submitted_until) AS TABLE
WITH known AS (
    SELECT *, obs_status IN ('E', 'P') AS is_early
    FROM known_observation(published_until, submitted_until)
), with_exact AS (
    SELECT *,
        min(obs_value) FILTER (bound = '=') OVER alike AS lowest_exact,
        max(obs_value) FILTER (bound = '=') OVER alike AS highest_exact
    FROM known
    WINDOW alike AS (
        PARTITION BY ref_area, indicator, measure, period_start, period_end, plan_basis, is_early
    )
)
SELECT * EXCLUDE (is_early, lowest_exact, highest_exact),
    row_number() OVER (
        PARTITION BY ref_area, indicator, measure, period_start, period_end, plan_basis
        ORDER BY is_early,
            coalesce(CASE bound
                WHEN '>' THEN highest_exact > obs_value
                WHEN '>=' THEN highest_exact >= obs_value
                WHEN '<' THEN lowest_exact < obs_value
                WHEN '<=' THEN lowest_exact <= obs_value
                ELSE false END, false),
            published DESC NULLS LAST, submission_id DESC, row_number DESC
    ) AS rank,
    count(*) OVER (
        PARTITION BY ref_area, indicator, measure, period_start, period_end, plan_basis
    ) AS reports
FROM with_exact;

CREATE OR REPLACE MACRO standing_observation(published_until, submitted_until) AS TABLE
SELECT * EXCLUDE (rank) FROM ranked_observation(published_until, submitted_until) WHERE rank = 1;
