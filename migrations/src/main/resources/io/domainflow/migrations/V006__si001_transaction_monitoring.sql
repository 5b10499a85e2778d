-- Transaction monitoring (SI-001, step 1): a row for each operation, and histograms that outlive the rows.

CREATE TABLE transaction_metrics (
    id              uuid         NOT NULL DEFAULT gen_random_uuid(),
    operation_name  varchar(255) NOT NULL,
    campaign_id     uuid,
    duration_ms     bigint       NOT NULL,
    success         boolean      NOT NULL,
    error_message   text,
    retry_count     bigint       NOT NULL DEFAULT 0,
    isolation_level varchar(50),
    created_at      timestamptz  NOT NULL DEFAULT clock_timestamp(),
    duration_us     bigint       NOT NULL,
    outcome         text         NOT NULL,
    sql_state       varchar(5),
    failing_step    text,
    wasted_us       bigint       NOT NULL DEFAULT 0,
    node            text,
    CONSTRAINT transaction_metrics_pk PRIMARY KEY (created_at, id),
    CONSTRAINT transaction_metrics_outcome_known CHECK (outcome IN ('COMMITTED', 'ROLLED_BACK', 'IN_DOUBT')),
    CONSTRAINT transaction_metrics_success_is_commit CHECK (success = (outcome = 'COMMITTED')),
    CONSTRAINT transaction_metrics_not_negative CHECK (duration_ms >= 0 AND duration_us >= 0 AND retry_count >= 0 AND wasted_us >= 0)
) PARTITION BY RANGE (created_at);

COMMENT ON TABLE transaction_metrics IS 'One row for each operation, committed or not; a partition for each day (UTC). No foreign key: a creation that was rolled back has no campaign.';
COMMENT ON COLUMN transaction_metrics.id IS 'Identifies the row.';
COMMENT ON COLUMN transaction_metrics.operation_name IS 'The operation.';
COMMENT ON COLUMN transaction_metrics.campaign_id IS 'The campaign it was about, if any, also one that does not exist (any more).';
COMMENT ON COLUMN transaction_metrics.duration_ms IS 'From its beginning to the knowledge of its end, all attempts and waits included, in whole milliseconds.';
COMMENT ON COLUMN transaction_metrics.success IS 'Whether PostgreSQL committed it.';
COMMENT ON COLUMN transaction_metrics.error_message IS 'What PostgreSQL or the work said of the last failure.';
COMMENT ON COLUMN transaction_metrics.retry_count IS 'How many attempts followed the first.';
COMMENT ON COLUMN transaction_metrics.isolation_level IS 'The isolation level, as in SET TRANSACTION.';
COMMENT ON COLUMN transaction_metrics.created_at IS 'When it had ended, by the clock of its node.';
COMMENT ON COLUMN transaction_metrics.duration_us IS 'As duration_ms, in microseconds.';
COMMENT ON COLUMN transaction_metrics.outcome IS 'COMMITTED, ROLLED_BACK, or IN_DOUBT if the answer to COMMIT was lost and nobody could tell.';
COMMENT ON COLUMN transaction_metrics.sql_state IS 'The SQLSTATE of the last failure, if PostgreSQL had a part in it.';
COMMENT ON COLUMN transaction_metrics.failing_step IS 'The step that failed.';
COMMENT ON COLUMN transaction_metrics.wasted_us IS 'Microseconds spent in attempts that were rolled back, the last one of a failed operation included.';
COMMENT ON COLUMN transaction_metrics.node IS 'The node that ran it.';

CREATE INDEX transaction_metrics_operation ON transaction_metrics (operation_name, created_at);
CREATE INDEX transaction_metrics_campaign ON transaction_metrics (campaign_id, created_at) WHERE campaign_id IS NOT NULL;
CREATE INDEX transaction_metrics_failures ON transaction_metrics (created_at, id) WHERE NOT success;

-- Rows of a day without a partition; it should be empty.
CREATE TABLE transaction_metrics_default PARTITION OF transaction_metrics DEFAULT;

CREATE TABLE transaction_histograms (
    id             uuid         NOT NULL,
    period_start   timestamptz  NOT NULL,
    period_seconds bigint       NOT NULL,
    operation_name varchar(255) NOT NULL,
    node           text         NOT NULL,
    committed      bigint       NOT NULL,
    rolled_back    bigint       NOT NULL,
    in_doubt       bigint       NOT NULL,
    retries        bigint       NOT NULL,
    wasted_us      bigint       NOT NULL,
    total_us       bigint       NOT NULL,
    without_row    bigint       NOT NULL,
    histogram      bytea        NOT NULL,
    rolled_up      boolean      NOT NULL DEFAULT false,
    CONSTRAINT transaction_histograms_pk PRIMARY KEY (id),
    CONSTRAINT transaction_histograms_period_known CHECK (period_seconds IN (10, 60, 3600)),
    CONSTRAINT transaction_histograms_not_negative CHECK (committed >= 0 AND rolled_back >= 0 AND in_doubt >= 0
        AND retries >= 0 AND wasted_us >= 0 AND total_us >= 0 AND without_row >= 0)
);

COMMENT ON TABLE transaction_histograms IS 'What each node counted and how long it took, by operation and period. Several rows for one period are to be merged. Kept much longer than transaction_metrics.';
COMMENT ON COLUMN transaction_histograms.id IS 'Given by the node, so that a row that is sent twice is stored once.';
COMMENT ON COLUMN transaction_histograms.period_start IS 'Begin of the period, by the clock of the node; a multiple of period_seconds.';
COMMENT ON COLUMN transaction_histograms.period_seconds IS 'Length of the period. Longer ones are made of shorter ones.';
COMMENT ON COLUMN transaction_histograms.operation_name IS 'The operation.';
COMMENT ON COLUMN transaction_histograms.node IS 'The node; empty if the row was made of those of all nodes.';
COMMENT ON COLUMN transaction_histograms.committed IS 'Operations that PostgreSQL committed.';
COMMENT ON COLUMN transaction_histograms.rolled_back IS 'Operations that were rolled back.';
COMMENT ON COLUMN transaction_histograms.in_doubt IS 'Operations of which nobody could tell.';
COMMENT ON COLUMN transaction_histograms.retries IS 'Attempts that followed a first one.';
COMMENT ON COLUMN transaction_histograms.wasted_us IS 'Microseconds spent in attempts that were rolled back, the last one of a failed operation included.';
COMMENT ON COLUMN transaction_histograms.total_us IS 'Sum of the durations in microseconds.';
COMMENT ON COLUMN transaction_histograms.without_row IS 'Operations counted here that have no row in transaction_metrics: shed or dropped.';
COMMENT ON COLUMN transaction_histograms.histogram IS 'Durations in microseconds: HdrHistogram, V2 compressed encoding.';
COMMENT ON COLUMN transaction_histograms.rolled_up IS 'Whether a longer period contains this one.';

CREATE INDEX transaction_histograms_period ON transaction_histograms (period_seconds, period_start);
CREATE INDEX transaction_histograms_open ON transaction_histograms (period_seconds, period_start) WHERE NOT rolled_up;

CREATE TABLE transaction_conflicts (
    hour           timestamptz  NOT NULL,
    operation_name varchar(255) NOT NULL,
    sql_state      varchar(5)   NOT NULL,
    other          text         NOT NULL,
    node           text         NOT NULL,
    attempts       bigint       NOT NULL,
    wasted_us      bigint       NOT NULL,
    CONSTRAINT transaction_conflicts_pk PRIMARY KEY (hour, operation_name, sql_state, other, node),
    CONSTRAINT transaction_conflicts_not_negative CHECK (attempts >= 0 AND wasted_us >= 0)
);

COMMENT ON TABLE transaction_conflicts IS 'What attempts that were rolled back have cost, by hour.';
COMMENT ON COLUMN transaction_conflicts.hour IS 'Begin of the hour (UTC).';
COMMENT ON COLUMN transaction_conflicts.operation_name IS 'The operation.';
COMMENT ON COLUMN transaction_conflicts.sql_state IS 'Why its attempts were rolled back; empty if PostgreSQL had no part in it.';
COMMENT ON COLUMN transaction_conflicts.other IS 'The operation that it collided with, where PostgreSQL tells; else empty.';
COMMENT ON COLUMN transaction_conflicts.node IS 'The node.';
COMMENT ON COLUMN transaction_conflicts.attempts IS 'How many attempts were rolled back.';
COMMENT ON COLUMN transaction_conflicts.wasted_us IS 'How many microseconds they took.';

CREATE TABLE transaction_recorders (
    node        text        NOT NULL,
    complete_to timestamptz NOT NULL,
    beats       bigint      NOT NULL DEFAULT 0,
    CONSTRAINT transaction_recorders_pk PRIMARY KEY (node)
);

COMMENT ON TABLE transaction_recorders IS 'The nodes that record. One that ends in good order is gone; what a killed one had not counted is counted from its rows.';
COMMENT ON COLUMN transaction_recorders.node IS 'The node.';
COMMENT ON COLUMN transaction_recorders.complete_to IS 'What ended before is counted in transaction_histograms; by the clock of the node.';
COMMENT ON COLUMN transaction_recorders.beats IS 'Grows as long as the node lives.';

-- Makes the partition of a day, and moves the day's rows there if some came before it.
CREATE FUNCTION make_transaction_metrics_partition(p_day date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    partition_name text := 'transaction_metrics_' || to_char(p_day, 'YYYYMMDD');
    day_begin timestamptz := p_day::timestamp AT TIME ZONE 'UTC';
    day_end timestamptz := (p_day + 1)::timestamp AT TIME ZONE 'UTC';
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('transaction_metrics_partitions'));
    IF to_regclass(partition_name) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE transaction_metrics INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS)', partition_name);
    LOCK TABLE transaction_metrics_default IN ACCESS EXCLUSIVE MODE;
    EXECUTE format('WITH moved AS (DELETE FROM transaction_metrics_default WHERE created_at >= %L AND created_at < %L RETURNING *) INSERT INTO %I SELECT * FROM moved',
        day_begin, day_end, partition_name);
    EXECUTE format('ALTER TABLE transaction_metrics ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition_name, day_begin, day_end);
    RETURN true;
END $$;

-- Drops the partitions of the days before p_day, and what the default partition has of them.
CREATE FUNCTION drop_transaction_metrics_before(p_day date) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    partition_name text;
    dropped bigint := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('transaction_metrics_partitions'));
    FOR partition_name IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
         WHERE i.inhparent = 'transaction_metrics'::regclass AND c.relname ~ '^transaction_metrics_[0-9]{8}$'
           AND to_date(right(c.relname, 8), 'YYYYMMDD') < p_day
    LOOP
        EXECUTE format('DROP TABLE %I', partition_name);
        dropped := dropped + 1;
    END LOOP;
    DELETE FROM transaction_metrics_default WHERE created_at < p_day::timestamp AT TIME ZONE 'UTC';
    RETURN dropped;
END $$;

-- The function of SI-001, for programs and people; the application writes the columns that this one does not know.
CREATE FUNCTION record_transaction_metric(
    p_operation_name  varchar(255),
    p_campaign_id     uuid,
    p_duration_ms     integer,
    p_success         boolean,
    p_error_message   text DEFAULT NULL,
    p_retry_count     integer DEFAULT 0,
    p_isolation_level varchar(50) DEFAULT NULL
) RETURNS uuid LANGUAGE sql AS $$
    INSERT INTO transaction_metrics
           (operation_name, campaign_id, duration_ms, success, error_message, retry_count, isolation_level, duration_us, outcome)
    VALUES (p_operation_name, p_campaign_id, p_duration_ms, p_success, p_error_message, coalesce(p_retry_count, 0),
            p_isolation_level, p_duration_ms::bigint * 1000, CASE WHEN p_success THEN 'COMMITTED' ELSE 'ROLLED_BACK' END)
    RETURNING id
$$;

-- Figures of the last hours, from the rows; null means all operations, all campaigns.
CREATE FUNCTION get_transaction_performance_stats(
    p_operation_name varchar(255) DEFAULT NULL,
    p_campaign_id    uuid DEFAULT NULL,
    p_hours          integer DEFAULT 24
) RETURNS TABLE (
    operation_name varchar(255), transactions bigint, succeeded bigint, failed bigint, success_percent numeric, retries bigint,
    average_ms numeric, p50_ms numeric, p95_ms numeric, p99_ms numeric, max_ms numeric, wasted_ms numeric
) LANGUAGE sql STABLE AS $$
    SELECT m.operation_name, count(*), count(*) FILTER (WHERE m.success), count(*) FILTER (WHERE NOT m.success),
           round(100.0 * count(*) FILTER (WHERE m.success) / count(*), 2), sum(m.retry_count)::bigint,
           round(avg(m.duration_us) / 1000, 3),
           round((percentile_disc(0.50) WITHIN GROUP (ORDER BY m.duration_us))::numeric / 1000, 3),
           round((percentile_disc(0.95) WITHIN GROUP (ORDER BY m.duration_us))::numeric / 1000, 3),
           round((percentile_disc(0.99) WITHIN GROUP (ORDER BY m.duration_us))::numeric / 1000, 3),
           round(max(m.duration_us)::numeric / 1000, 3), round(sum(m.wasted_us) / 1000, 3)
      FROM transaction_metrics m
     WHERE m.created_at >= clock_timestamp() - make_interval(hours => p_hours)
       AND (p_operation_name IS NULL OR m.operation_name = p_operation_name)
       AND (p_campaign_id IS NULL OR m.campaign_id = p_campaign_id)
     GROUP BY m.operation_name
     ORDER BY m.operation_name
$$;

-- Where rows and histograms disagree, in a range of whole minutes for which rows and minutes are kept, until fifteen seconds ago.
-- A difference above 0 are rows that were lost: those of the last quarter of a second of a node that was killed, or of the last second before a crash
-- of PostgreSQL. One below 0 are operations that are not counted yet: for some minutes those of a killed node, always those of record_transaction_metric.
-- Anything else is a defect.
CREATE FUNCTION get_transaction_monitoring_differences(p_from timestamptz, p_to timestamptz)
RETURNS TABLE (operation_name varchar(255), counted bigint, without_row bigint, in_rows bigint, difference bigint) LANGUAGE sql STABLE AS $$
    WITH counted AS (
        SELECT h.operation_name, sum(h.committed + h.rolled_back + h.in_doubt)::bigint AS operations, sum(h.without_row)::bigint AS without_row
          FROM transaction_histograms h
         WHERE (h.period_seconds = 60 OR h.period_seconds = 10 AND NOT h.rolled_up) AND h.period_start >= p_from AND h.period_start < p_to
         GROUP BY h.operation_name),
    stored AS (
        SELECT m.operation_name, count(*) AS operations FROM transaction_metrics m
         WHERE m.created_at >= p_from AND m.created_at < p_to GROUP BY m.operation_name)
    SELECT operation_name, coalesce(c.operations, 0), coalesce(c.without_row, 0), coalesce(s.operations, 0),
           coalesce(c.operations, 0) - coalesce(c.without_row, 0) - coalesce(s.operations, 0)
      FROM counted c FULL JOIN stored s USING (operation_name)
     ORDER BY operation_name
$$;
