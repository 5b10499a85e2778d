UPDATE work_plans SET source_id = '01900000-0000-7000-8000-000000000009', source_open = true;
UPDATE campaigns SET dependents = 1;
INSERT INTO generation_ranges (campaign_id, number, first_offset, size) VALUES ('01900000-0000-7000-8000-000000000001', 0, 0, 5);
