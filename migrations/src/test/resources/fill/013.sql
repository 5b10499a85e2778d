INSERT INTO work_batches (campaign_id, number, first_position, size, status, attempt, lease_epoch, not_before)
SELECT campaign_id, 1000, 1000, 1, 'READY', 0, 0, clock_timestamp() FROM work_plans LIMIT 1;
