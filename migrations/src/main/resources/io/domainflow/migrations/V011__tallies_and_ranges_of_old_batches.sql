-- What batches came to, and which offsets they got, for those that were done before either was kept with them.

-- Without fresh statistics PostgreSQL may join a million names with a hundred thousand batches row by row: minutes for what takes a second.
ANALYZE campaigns;
ANALYZE work_batches;
ANALYZE generated_domains;
ANALYZE generation_ranges;

-- V007 took every item of a batch that was done for successful. What their campaign counted as failed, and what it was told does not
-- exist, was among them: it is spread over the batches from the first on, so that their sums are the campaign's counters. In which of
-- them it was nobody knows any more, nor does it matter, as long as each has as many names as it has successful items; see below.
WITH counted AS (
    SELECT campaign_id, sum(successful) AS successful, sum(failed) AS failed FROM work_batches GROUP BY campaign_id
), wrong AS (
    SELECT c.id, counted.successful - c.successful_items AS less, c.failed_items - counted.failed AS failed
      FROM campaigns c JOIN counted ON counted.campaign_id = c.id
     WHERE counted.successful > c.successful_items AND c.failed_items >= counted.failed
), done AS (
    SELECT b.campaign_id, b.number, b.size, wrong.less, wrong.failed,
           sum(b.size) OVER (PARTITION BY b.campaign_id ORDER BY b.number) - b.size AS before
      FROM work_batches b JOIN wrong ON wrong.id = b.campaign_id
     WHERE b.status = 'DONE' AND b.successful = b.size
), spread AS (
    SELECT campaign_id, number, least(greatest(less - before, 0), size)::bigint AS less,
           least(greatest(least(failed, less) - before, 0), size)::bigint AS failed
      FROM done
)
UPDATE work_batches b
   SET successful = b.size - spread.less, failed = spread.failed, missing = spread.less - spread.failed
  FROM spread
 WHERE b.campaign_id = spread.campaign_id AND b.number = spread.number AND spread.less > 0;

-- V010 remembers the offsets of a batch from then on; campaigns that work on the results of an older one find no names. Their names in
-- order are dealt out to the batches in order, to each as many as it has successful items. Each name is read once, along the primary key.
-- Offsets only ever grow, so names of batches that have their range lie behind all of these.
WITH bare AS (
    SELECT b.campaign_id, b.number, b.successful,
           (sum(b.successful) OVER (PARTITION BY b.campaign_id ORDER BY b.number))::bigint AS last
      FROM work_batches b
     WHERE b.status = 'DONE'
       AND NOT EXISTS (SELECT FROM generation_ranges r WHERE r.campaign_id = b.campaign_id AND r.number = b.number)
), numbered AS (
    SELECT d.campaign_id, d."offset", row_number() OVER (PARTITION BY d.campaign_id ORDER BY d."offset") AS place
      FROM generated_domains d
     WHERE d.campaign_id IN (SELECT campaign_id FROM bare)
), ends AS (
    SELECT campaign_id, number, last - successful + 1 AS place FROM bare WHERE successful > 0
    UNION ALL
    SELECT campaign_id, number, last FROM bare WHERE successful > 0
)
INSERT INTO generation_ranges (campaign_id, number, first_offset, size)
SELECT campaign_id, number, min("offset"), max("offset") - min("offset") + 1
  FROM ends JOIN numbered USING (campaign_id, place)
 GROUP BY campaign_id, number;

COMMENT ON COLUMN campaigns.started_at IS 'When it first ran: when its first batch was claimed, or it turned out that there was none to claim; null before.';
