DROP TABLE generated_domains;
DROP TABLE generation_definitions;
DROP TABLE generation_cursors;
