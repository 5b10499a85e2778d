-- Undoes V004. Afterwards, to migrate again: DELETE FROM flyway_schema_history WHERE version = '004';
DROP TABLE compensation_debts;
