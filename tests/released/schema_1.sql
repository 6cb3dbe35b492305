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

CREATE TABLE IF NOT EXISTS observation (
    submission_id BIGINT NOT NULL, row_number BIGINT NOT NULL,
    ref_area VARCHAR NOT NULL, indicator VARCHAR NOT NULL, measure VARCHAR NOT NULL,
    period_start DATE NOT NULL, period_end DATE NOT NULL, plan_basis VARCHAR NOT NULL,
    obs_value DECIMAL(28, 9) NOT NULL, decimals INTEGER NOT NULL, bound VARCHAR NOT NULL,
    unit VARCHAR NOT NULL, obs_status VARCHAR NOT NULL, as_of DATE, printed VARCHAR NOT NULL,
    source VARCHAR NOT NULL, locator VARCHAR NOT NULL, note VARCHAR NOT NULL
);

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

-- The codelists that submissions were checked with, as JSON; a submission's entry names its edition.
CREATE TABLE IF NOT EXISTS kept_codelists (name VARCHAR NOT NULL, content BLOB NOT NULL);

-- One row a source: the codelist's description first, then the earliest submission's.
CREATE OR REPLACE VIEW known_source AS
SELECT * FROM source
QUALIFY row_number() OVER (PARTITION BY source ORDER BY submission_id NULLS FIRST) = 1;

-- Submissions that stood at a moment (UTC); NULL is now.
CREATE OR REPLACE MACRO standing_submission(submitted_until) AS TABLE
SELECT submission_id
FROM submission
ANTI JOIN (
    SELECT submission_id
    FROM withdrawal
    WHERE submitted_until IS NULL OR withdrawn_at <= submitted_until
    GROUP BY submission_id
    HAVING arg_max(withdrawn, event_number)
) AS withdrawn_then USING (submission_id)
WHERE submitted_until IS NULL OR submitted_at <= submitted_until;

-- Every figure known at a moment, with its source's date and its place among those that report the same:
-- final before estimate; then an exact value before a bound that it agrees with; then the newest source;
-- then the newest submission. Rank 1 stands. `reports` counts them.
CREATE OR REPLACE MACRO ranked_observation(published_until, submitted_until) AS TABLE
WITH known AS (
    SELECT o.*, s.published, o.obs_status IN ('E', 'P') AS is_early
    FROM observation AS o
    JOIN standing_submission(submitted_until) USING (submission_id)
    JOIN known_source AS s USING (source)
    WHERE published_until IS NULL OR s.published <= published_until
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
