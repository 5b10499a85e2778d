DROP FUNCTION book_count(uuid);
DROP TABLE books;
ALTER TABLE shelves DROP COLUMN label;
