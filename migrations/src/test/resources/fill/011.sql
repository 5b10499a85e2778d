UPDATE campaigns SET started_at = '2026-11-23 10:00:06Z' WHERE status = 'RUNNING';
