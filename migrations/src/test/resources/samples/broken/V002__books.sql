CREATE TABLE half_done (id bigint);
CREATE TABLE books (id no_such_type);
