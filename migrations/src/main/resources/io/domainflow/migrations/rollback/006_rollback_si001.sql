-- Undoes V006. Afterwards, to migrate again: DELETE FROM flyway_schema_history WHERE version = '006';
DROP FUNCTION get_transaction_monitoring_differences(timestamptz, timestamptz);
DROP FUNCTION get_transaction_performance_stats(varchar, uuid, integer);
DROP FUNCTION record_transaction_metric(varchar, uuid, integer, boolean, text, integer, varchar);
DROP FUNCTION drop_transaction_metrics_before(date);
DROP FUNCTION make_transaction_metrics_partition(date);
DROP TABLE transaction_conflicts;
DROP TABLE transaction_histograms;
DROP TABLE transaction_metrics;
