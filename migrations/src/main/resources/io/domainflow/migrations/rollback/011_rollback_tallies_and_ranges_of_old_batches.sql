-- Undoes V011. Afterwards, to migrate again: DELETE FROM flyway_schema_history WHERE version = '011';
-- The tallies and ranges stay: they say what V010 says of batches that were done since, and nobody needs the wrong ones.
COMMENT ON COLUMN campaigns.started_at IS 'When its first batch was claimed; null before.';
