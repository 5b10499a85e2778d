INSERT INTO campaigns (id, name, type, status, version, total_items, processed_items, successful_items, created_at) VALUES
    ('01900000-0000-7000-8000-000000000001', 'one', 'DOMAIN_GENERATION', 'PENDING', 1, 10, 5, 5, '2026-11-23 10:00:00Z'),
    ('01900000-0000-7000-8000-000000000002', 'two', 'DOMAIN_GENERATION', 'RUNNING', 3, 20, 0, 0, '2026-11-23 10:00:01Z');
INSERT INTO campaign_state_events (campaign_id, sequence, from_status, to_status, actor, reason, occurred_at) VALUES
    ('01900000-0000-7000-8000-000000000001', 1, NULL, 'PENDING', 'admin', 'created', '2026-11-23 10:00:00Z'),
    ('01900000-0000-7000-8000-000000000002', 1, NULL, 'PENDING', 'admin', 'created', '2026-11-23 10:00:01Z');
