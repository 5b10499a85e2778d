-- Work: what is to be done for each campaign, cut into batches that nodes claim under a lease.

CREATE TABLE work_plans (
    campaign_id     uuid        NOT NULL,
    next_position   bigint      NOT NULL DEFAULT 0,
    end_position    bigint      NOT NULL,
    next_batch      bigint      NOT NULL DEFAULT 0,
    batch_size      bigint      NOT NULL,
    claimable       boolean     NOT NULL DEFAULT false,
    started         boolean     NOT NULL DEFAULT false,
    last_claimed_at timestamptz,
    CONSTRAINT work_plans_pk PRIMARY KEY (campaign_id),
    CONSTRAINT work_plans_campaign_fk FOREIGN KEY (campaign_id) REFERENCES campaigns (id) ON DELETE CASCADE,
    CONSTRAINT work_plans_positions CHECK (next_position >= 0 AND next_position <= end_position),
    CONSTRAINT work_plans_next_batch_not_negative CHECK (next_batch >= 0),
    CONSTRAINT work_plans_batch_size_range CHECK (batch_size BETWEEN 1 AND 100000)
);

-- What a node looks for when it has a free worker: plans that still give batches, longest unserved first.
CREATE INDEX work_plans_claimable ON work_plans (last_claimed_at NULLS FIRST) WHERE claimable AND next_position < end_position;

COMMENT ON TABLE work_plans IS 'How far the work of each campaign is cut into batches. One row for each campaign.';
COMMENT ON COLUMN work_plans.campaign_id IS 'The campaign.';
COMMENT ON COLUMN work_plans.next_position IS 'The first position that no batch has yet.';
COMMENT ON COLUMN work_plans.end_position IS 'One past the last position.';
COMMENT ON COLUMN work_plans.next_batch IS 'The number of the next batch to be cut.';
COMMENT ON COLUMN work_plans.batch_size IS 'Positions in a batch, the last one excepted; 1 to 100,000.';
COMMENT ON COLUMN work_plans.claimable IS 'Whether new work of the campaign may be claimed; switched with the campaign''s status, in the same transaction.';
COMMENT ON COLUMN work_plans.started IS 'Whether work was claimed since the campaign was last queued.';
COMMENT ON COLUMN work_plans.last_claimed_at IS 'When a batch was last cut, for fairness between campaigns; null before the first.';

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
-- Batches change a few times and then rest: room on the page keeps those changes in place.
WITH (fillfactor = 80);

-- Only unfinished batches are ever searched for, so finished ones cost these indexes nothing.
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
