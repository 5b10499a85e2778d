INSERT INTO work_batches (campaign_id, number, first_position, size, status, attempt, lease_epoch, node, not_before, error, losses)
SELECT campaign_id, 900, 0, 1, 'READY', 6, 12, 'lost', now(), 'node lost was lost', 5 FROM work_plans LIMIT 1;
