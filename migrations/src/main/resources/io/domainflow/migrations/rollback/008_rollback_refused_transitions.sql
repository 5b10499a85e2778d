-- Undoes V008. Afterwards, to migrate again: DELETE FROM flyway_schema_history WHERE version = '008';
DROP TABLE campaign_refusals;
