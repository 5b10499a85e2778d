-- A claim holds as long as its node lives: one lease for each node instead of one for each batch. What batches came to is kept with them.

CREATE TABLE work_nodes (
    node              text        NOT NULL,
    version           text        NOT NULL,
    workers           bigint      NOT NULL,
    wanted_workers    bigint      NOT NULL,
    in_flight         bigint      NOT NULL DEFAULT 0,
    recorded          bigint      NOT NULL DEFAULT 0,
    refused           bigint      NOT NULL DEFAULT 0,
    started_at        timestamptz NOT NULL,
    last_heartbeat_at timestamptz NOT NULL,
    lease_until       timestamptz NOT NULL,
    gone_at           timestamptz,
    left_orderly      boolean     NOT NULL DEFAULT false,
    settled           boolean     NOT NULL DEFAULT false,
    CONSTRAINT work_nodes_pk PRIMARY KEY (node),
    CONSTRAINT work_nodes_workers_range CHECK (workers BETWEEN 0 AND 16 AND wanted_workers BETWEEN 0 AND 16),
    CONSTRAINT work_nodes_not_negative CHECK (in_flight >= 0 AND recorded >= 0 AND refused >= 0),
    CONSTRAINT work_nodes_settled_is_gone CHECK (gone_at IS NOT NULL OR NOT (settled OR left_orderly))
)
-- One row for each node, updated with every heartbeat: room on the page keeps the updates in place.
WITH (fillfactor = 20);

COMMENT ON TABLE work_nodes IS 'The nodes that work or have worked: one row for each start of the application. Its row says until when a node''s claims hold.';
COMMENT ON COLUMN work_nodes.node IS 'The node''s name, unique for each start; a node that was taken for dead goes on under another name.';
COMMENT ON COLUMN work_nodes.version IS 'The version of DomainFlow that it runs.';
COMMENT ON COLUMN work_nodes.workers IS 'Batches that it works on at the same time.';
COMMENT ON COLUMN work_nodes.wanted_workers IS 'How many workers it has been asked to have; it follows with its next heartbeat.';
COMMENT ON COLUMN work_nodes.in_flight IS 'Batches that it had claimed and not brought to an end, at its last heartbeat.';
COMMENT ON COLUMN work_nodes.recorded IS 'Batches that it has recorded, until its last heartbeat.';
COMMENT ON COLUMN work_nodes.refused IS 'Batches that it could not record because their claim was lost, until its last heartbeat.';
COMMENT ON COLUMN work_nodes.started_at IS 'When it started, by the clock of the database, as all times here.';
COMMENT ON COLUMN work_nodes.last_heartbeat_at IS 'When it last said that it lives.';
COMMENT ON COLUMN work_nodes.lease_until IS 'Until when its claims hold without another heartbeat. After that any node may declare it gone.';
COMMENT ON COLUMN work_nodes.gone_at IS 'When it left or was declared gone. From then on it can neither claim nor come back.';
COMMENT ON COLUMN work_nodes.left_orderly IS 'Whether it has left by itself; then what it had begun does not count as an attempt.';
COMMENT ON COLUMN work_nodes.settled IS 'Whether all batches that it had claimed when it went were given to others.';

-- Nodes of the version before, so that what they have claimed is given to others when their leases have run out.
INSERT INTO work_nodes (node, version, workers, wanted_workers, started_at, last_heartbeat_at, lease_until)
SELECT node, 'unknown', 1, 1, min(claimed_at), min(claimed_at), max(lease_until) FROM work_batches WHERE status = 'CLAIMED' GROUP BY node;

DROP INDEX work_batches_leased;
DROP INDEX work_batches_ready;
DROP INDEX work_batches_live;

ALTER TABLE work_batches
    DROP CONSTRAINT work_batches_claimed_has_lease,
    DROP CONSTRAINT work_batches_attempt_positive,
    DROP CONSTRAINT work_batches_lease_epoch_positive,
    DROP COLUMN lease_until,
    ALTER COLUMN claimed_at DROP NOT NULL,
    ADD COLUMN successful bigint NOT NULL DEFAULT 0,
    ADD COLUMN failed bigint NOT NULL DEFAULT 0,
    ADD COLUMN missing bigint NOT NULL DEFAULT 0,
    ADD CONSTRAINT work_batches_claimed_has_node CHECK (status <> 'CLAIMED' OR (node IS NOT NULL AND claimed_at IS NOT NULL)),
    ADD CONSTRAINT work_batches_attempt_not_negative CHECK (attempt >= 0),
    ADD CONSTRAINT work_batches_lease_epoch_not_negative CHECK (lease_epoch >= 0),
    ADD CONSTRAINT work_batches_tally CHECK (successful >= 0 AND failed >= 0 AND missing >= 0 AND successful + failed + missing <= size);

-- Batches that were done before have no tally of their own: theirs is what their campaign counted, spread over them.
UPDATE work_batches SET successful = size WHERE status = 'DONE';

-- Only unfinished batches are ever searched for, so finished ones cost these indexes nothing.
CREATE INDEX work_batches_claimed ON work_batches (node, campaign_id) WHERE status = 'CLAIMED';
CREATE INDEX work_batches_waiting ON work_batches (campaign_id, not_before) WHERE status = 'READY';

COMMENT ON COLUMN work_batches.status IS 'READY: waits to be claimed. CLAIMED: a node works on it. DONE, FAILED, CANCELLED: final, unless the campaign is retried.';
COMMENT ON COLUMN work_batches.attempt IS 'How often it was claimed, since its campaign was last retried; 0 if it never was.';
COMMENT ON COLUMN work_batches.lease_epoch IS 'Grows with each claim and whenever a claim is taken back; what was done under an older one cannot be recorded.';
COMMENT ON COLUMN work_batches.node IS 'The node of the last claim. A claim holds until the node is gone.';
COMMENT ON COLUMN work_batches.not_before IS 'When a READY batch may be claimed.';
COMMENT ON COLUMN work_batches.claimed_at IS 'When it was last claimed; null before.';
COMMENT ON COLUMN work_batches.successful IS 'Items with a result.';
COMMENT ON COLUMN work_batches.failed IS 'Items that could not be done, for good; all of them if the batch failed and its campaign tolerates that.';
COMMENT ON COLUMN work_batches.missing IS 'Items that turned out not to exist.';

-- The columns that an index mentions must not change with every claim: that would add to the index each time, and while an old
-- transaction is open nothing of it could be removed.
DROP INDEX work_plans_claimable;
ALTER TABLE work_plans
    ADD COLUMN uncut boolean NOT NULL GENERATED ALWAYS AS (next_position < end_position) STORED,
    ADD COLUMN tolerance_percent bigint NOT NULL DEFAULT 0,
    ADD COLUMN failed_positions bigint NOT NULL DEFAULT 0,
    ADD CONSTRAINT work_plans_tolerance_range CHECK (tolerance_percent BETWEEN 0 AND 100),
    ADD CONSTRAINT work_plans_failed_positions_not_negative CHECK (failed_positions >= 0),
    SET (fillfactor = 20);

CREATE INDEX work_plans_claimable ON work_plans (campaign_id) WHERE claimable;

COMMENT ON COLUMN work_plans.uncut IS 'Whether there are positions that no batch has yet.';
COMMENT ON COLUMN work_plans.tolerance_percent IS 'How many of a hundred positions may be in failed batches before the campaign fails.';
COMMENT ON COLUMN work_plans.failed_positions IS 'Positions in batches that failed, and whose failure was tolerated.';
COMMENT ON COLUMN work_plans.last_claimed_at IS 'When a batch was last claimed, for fairness between campaigns; null before the first.';
