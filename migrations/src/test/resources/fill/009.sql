INSERT INTO idempotency_keys (operation, actor, idempotency_key, fingerprint, status, location, tag, body, created_at, expires_at) VALUES
    ('create_campaign', 'admin', 'c2hvcHM', repeat('a', 64), 201, 'http://localhost/api/v1/campaigns/1', '1', '{}', '2026-11-23 10:00:00Z', '2026-11-24 10:00:00Z');
