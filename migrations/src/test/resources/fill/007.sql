INSERT INTO work_nodes (node, version, workers, wanted_workers, started_at, last_heartbeat_at, lease_until) VALUES
    ('one/1', '0.1.0', 4, 4, '2026-11-23 10:00:00Z', '2026-11-23 10:00:03Z', '2026-11-23 10:00:13Z');
INSERT INTO work_batches (campaign_id, number, first_position, size, status, attempt, lease_epoch, node, claimed_at) VALUES
    ('01900000-0000-7000-8000-000000000001', 1, 5, 5, 'CLAIMED', 1, 1, 'one/1', '2026-11-23 10:00:03Z');
INSERT INTO work_batches (campaign_id, number, first_position, size, status, attempt, lease_epoch, not_before) VALUES
    ('01900000-0000-7000-8000-000000000001', 2, 10, 5, 'READY', 0, 0, '2026-11-23 10:00:03Z');
