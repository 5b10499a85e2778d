-- Undoes V013. Afterwards, to migrate again: DELETE FROM flyway_schema_history WHERE version = '013';
ALTER TABLE work_batches
    ADD CONSTRAINT work_batches_plan_fk FOREIGN KEY (campaign_id) REFERENCES work_plans (campaign_id) ON DELETE CASCADE;
