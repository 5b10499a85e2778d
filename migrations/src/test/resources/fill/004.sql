INSERT INTO compensation_debts (operation, campaign_id, handler, payload, transaction_id, server_life, attempts, error, created_at, not_before) VALUES
    ('create_campaign', '01900000-0000-7000-8000-000000000001', 'remove_file', 'shops.csv', '4711', '00000001 1763892000.123456', 2, 'the disk is away', '2026-11-23 10:00:02Z', '2026-11-23 10:00:12Z');
