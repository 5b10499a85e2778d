INSERT INTO campaign_refusals (campaign_id, kind, operation, actor, current_status, current_version, wanted_status, expected_version, refused_at) VALUES
    ('01900000-0000-7000-8000-000000000001', 'ILLEGAL_TRANSITION', 'pause_campaign', 'admin', 'PENDING', 1, 'PAUSED', NULL, '2026-11-23 10:00:04Z'),
    ('01900000-0000-7000-8000-000000000002', 'STALE_VERSION', 'start_campaign', 'admin', 'RUNNING', 3, NULL, 1, '2026-11-23 10:00:05Z');
