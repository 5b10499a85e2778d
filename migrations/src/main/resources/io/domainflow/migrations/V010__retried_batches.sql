-- A batch of a campaign that is retried starts over: none of its attempts counts any more.

ALTER TABLE work_batches DROP CONSTRAINT IF EXISTS work_batches_attempt_positive;
ALTER TABLE work_batches ADD CONSTRAINT work_batches_attempt_not_negative CHECK (attempt >= 0);

COMMENT ON COLUMN work_batches.attempt IS 'How often it was claimed; 0 when its campaign was retried after that.';
