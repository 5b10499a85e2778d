-- Undoes V001. Afterwards, to migrate again: DELETE FROM flyway_schema_history WHERE version = '001';
DROP TABLE campaign_state_events;
DROP TABLE campaigns;
