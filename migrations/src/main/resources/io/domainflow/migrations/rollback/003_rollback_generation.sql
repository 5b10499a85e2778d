-- Undoes V003. Afterwards, to migrate again: DELETE FROM flyway_schema_history WHERE version = '003';
DROP TABLE generated_domains;
DROP TABLE generation_definitions;
DROP TABLE generation_cursors;
