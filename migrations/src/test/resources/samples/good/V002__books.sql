ALTER TABLE shelves ADD COLUMN label text NOT NULL DEFAULT 'none';
COMMENT ON COLUMN shelves.label IS 'Sample.';
CREATE TABLE books (
    campaign_id uuid        NOT NULL,
    shelf       bigint      NOT NULL,
    title       text        NOT NULL,
    added_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT books_pk PRIMARY KEY (campaign_id, shelf, title),
    CONSTRAINT books_shelf_fk FOREIGN KEY (campaign_id, shelf) REFERENCES shelves (campaign_id, number)
);
COMMENT ON TABLE books IS 'A sample. A large table.';
COMMENT ON COLUMN books.campaign_id IS 'Sample.';
COMMENT ON COLUMN books.shelf IS 'Sample.';
COMMENT ON COLUMN books.title IS 'Sample.';
COMMENT ON COLUMN books.added_at IS 'Sample.';
CREATE FUNCTION book_count(campaign uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT count(*) FROM books WHERE campaign_id = campaign;
$$;
