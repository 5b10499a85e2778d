DROP TABLE work_batches;
DROP TABLE work_plans;
