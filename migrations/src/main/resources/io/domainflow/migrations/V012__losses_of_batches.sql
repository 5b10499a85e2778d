-- A node that is lost counts against the batches that it had, but apart from their own failures: most of them have only waited beside the one that killed it.

ALTER TABLE work_batches
    ADD COLUMN losses bigint NOT NULL DEFAULT 0,
    ADD CONSTRAINT work_batches_losses_range CHECK (losses >= 0 AND losses <= attempt);

-- Holds only what was lost and waits, which is hardly ever anything: claims and records neither read nor write it.
CREATE INDEX work_batches_lost ON work_batches (campaign_id) WHERE status = 'READY' AND losses > 0;

COMMENT ON COLUMN work_batches.losses IS 'How many of its attempts ended because their node was lost, since its campaign was last retried. When they are as many as a batch has attempts, it is claimed alone.';
