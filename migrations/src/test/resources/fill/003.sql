INSERT INTO generation_cursors (configuration_hash, next_offset, combinations) VALUES (repeat('a', 64), 5, 100);
INSERT INTO generation_definitions (campaign_id, pattern, prefix_length, suffix_length, characters, constant, tlds,
    name_count, configuration_hash, first_offset) VALUES
    ('01900000-0000-7000-8000-000000000001', 'PREFIX', 2, 0, 'abcdefghij', 'shop', 'com', 10, repeat('a', 64), 0);
INSERT INTO generated_domains (campaign_id, "offset", name) VALUES ('01900000-0000-7000-8000-000000000001', 0, 'aashop.com');
