INSERT INTO work_plans (campaign_id, end_position, batch_size) VALUES ('01900000-0000-7000-8000-000000000001', 10, 5);
INSERT INTO work_batches (campaign_id, number, first_position, size, status, attempt, lease_epoch, claimed_at, done_at) VALUES
    ('01900000-0000-7000-8000-000000000001', 0, 0, 5, 'DONE', 1, 1, '2026-11-23 10:00:02Z', '2026-11-23 10:00:03Z');
