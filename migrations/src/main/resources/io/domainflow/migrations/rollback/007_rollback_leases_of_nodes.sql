-- Undoes V007. Afterwards, to migrate again: DELETE FROM flyway_schema_history WHERE version = '007';
DROP INDEX work_plans_claimable;
ALTER TABLE work_plans
    DROP COLUMN uncut,
    DROP COLUMN tolerance_percent,
    DROP COLUMN failed_positions,
    RESET (fillfactor);
CREATE INDEX work_plans_claimable ON work_plans (last_claimed_at NULLS FIRST) WHERE claimable AND next_position < end_position;
COMMENT ON COLUMN work_plans.last_claimed_at IS 'When a batch was last cut, for fairness between campaigns; null before the first.';

-- The table is made anew: the column that comes back has its place in the middle.
-- Claims get their node's lease; batches that were never claimed count as claimed once.
CREATE TEMPORARY TABLE saved_batches AS
SELECT b.campaign_id, b.number, b.first_position, b.size, b.status, greatest(b.attempt, 1) AS attempt, greatest(b.lease_epoch, 1) AS lease_epoch, b.node,
       CASE WHEN b.status = 'CLAIMED' THEN coalesce(n.lease_until, clock_timestamp()) END AS lease_until, b.not_before, b.error,
       coalesce(b.claimed_at, clock_timestamp()) AS claimed_at, b.done_at
  FROM work_batches b LEFT JOIN work_nodes n ON n.node = b.node;

DROP TABLE work_batches;

CREATE TABLE work_batches (
    campaign_id    uuid        NOT NULL,
    number         bigint      NOT NULL,
    first_position bigint      NOT NULL,
    size           bigint      NOT NULL,
    status         text        NOT NULL,
    attempt        bigint      NOT NULL,
    lease_epoch    bigint      NOT NULL,
    node           text,
    lease_until    timestamptz,
    not_before     timestamptz,
    error          text,
    claimed_at     timestamptz NOT NULL,
    done_at        timestamptz,
    CONSTRAINT work_batches_pk PRIMARY KEY (campaign_id, number),
    CONSTRAINT work_batches_plan_fk FOREIGN KEY (campaign_id) REFERENCES work_plans (campaign_id) ON DELETE CASCADE,
    CONSTRAINT work_batches_status_known CHECK (status IN ('READY', 'CLAIMED', 'DONE', 'FAILED', 'CANCELLED')),
    CONSTRAINT work_batches_range CHECK (number >= 0 AND first_position >= 0 AND size BETWEEN 1 AND 100000),
    CONSTRAINT work_batches_attempt_positive CHECK (attempt >= 1),
    CONSTRAINT work_batches_lease_epoch_positive CHECK (lease_epoch >= 1),
    CONSTRAINT work_batches_claimed_has_lease CHECK (status <> 'CLAIMED' OR (node IS NOT NULL AND lease_until IS NOT NULL)),
    CONSTRAINT work_batches_ready_has_time CHECK (status <> 'READY' OR not_before IS NOT NULL),
    CONSTRAINT work_batches_done_has_time CHECK (status <> 'DONE' OR done_at IS NOT NULL),
    CONSTRAINT work_batches_failed_has_error CHECK (status <> 'FAILED' OR error IS NOT NULL)
)
WITH (fillfactor = 80);

INSERT INTO work_batches SELECT * FROM saved_batches;

DROP TABLE saved_batches;

CREATE INDEX work_batches_leased ON work_batches (lease_until) WHERE status = 'CLAIMED';
CREATE INDEX work_batches_ready ON work_batches (not_before) WHERE status = 'READY';
CREATE INDEX work_batches_live ON work_batches (campaign_id) WHERE status = 'CLAIMED';

COMMENT ON TABLE work_batches IS 'The batches cut so far: contiguous ranges of positions. A large table.';
COMMENT ON COLUMN work_batches.campaign_id IS 'The campaign.';
COMMENT ON COLUMN work_batches.number IS 'Counts the campaign''s batches from 0.';
COMMENT ON COLUMN work_batches.first_position IS 'The first position of the range.';
COMMENT ON COLUMN work_batches.size IS 'How many positions, 1 to 100,000.';
COMMENT ON COLUMN work_batches.status IS 'READY: waits for another attempt. CLAIMED: a node works on it. DONE, FAILED, CANCELLED: final.';
COMMENT ON COLUMN work_batches.attempt IS 'How often it was claimed.';
COMMENT ON COLUMN work_batches.lease_epoch IS 'Grows with each claim and each cancellation; what was done under an older one cannot be recorded.';
COMMENT ON COLUMN work_batches.node IS 'The node of the last claim.';
COMMENT ON COLUMN work_batches.lease_until IS 'Until when the claim holds, by the clock of the database; after that any node may claim the batch.';
COMMENT ON COLUMN work_batches.not_before IS 'When a READY batch may be tried again.';
COMMENT ON COLUMN work_batches.error IS 'The last failure; null if there was none.';
COMMENT ON COLUMN work_batches.claimed_at IS 'When it was last claimed.';
COMMENT ON COLUMN work_batches.done_at IS 'When it was recorded; null before.';

DROP TABLE work_nodes;
