INSERT INTO work_batches (campaign_id, number, first_position, size, status, attempt, lease_epoch, claimed_at, not_before) VALUES
    ('01900000-0000-7000-8000-000000000001', 1, 5, 5, 'READY', 0, 3, '2026-11-23 10:00:02Z', '2026-11-23 10:00:04Z');
