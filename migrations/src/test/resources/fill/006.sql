SELECT make_transaction_metrics_partition('2026-11-23');
SELECT record_transaction_metric('create_campaign', '01900000-0000-7000-8000-000000000001', 12, true);
INSERT INTO transaction_metrics (operation_name, campaign_id, duration_ms, success, error_message, created_at, duration_us, outcome, sql_state) VALUES
    ('start_campaign', '01900000-0000-7000-8000-000000000001', 3, false, 'could not serialize', '2026-11-23 10:00:00Z', 3456, 'ROLLED_BACK', '40001');
INSERT INTO transaction_histograms VALUES
    ('01900000-0000-7000-8000-000000000002', '2026-11-23 10:00:00Z', 10, 'create_campaign', 'one/1', 1, 0, 0, 0, 0, 12000, 0, '\x00', false);
INSERT INTO transaction_conflicts VALUES ('2026-11-23 10:00:00Z', 'start_campaign', '40001', '', 'one/1', 1, 3456);
INSERT INTO transaction_recorders (node, complete_to) VALUES ('one/1', '2026-11-23 10:00:10Z');
