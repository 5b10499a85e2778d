-- What batches came to, and which offsets they got, for those that were done before either was kept with them.

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
-- order are dealt out to the batches in order, to each as many as it has successful items. Offsets only ever grow, so names of batches that
-- have their range lie behind all of these. Names and the places where batches begin are sorted together, and each name belongs to the
-- last batch that began before it: no join of many names with many batches, which without statistics could be made row by row.
WITH bare AS (
    SELECT b.campaign_id, b.number, b.successful,
           sum(b.successful) OVER (PARTITION BY b.campaign_id ORDER BY b.number) - b.successful + 1 AS place
      FROM work_batches b
     WHERE b.status = 'DONE'
       AND NOT EXISTS (SELECT FROM generation_ranges r WHERE r.campaign_id = b.campaign_id AND r.number = b.number)
), old AS (
    SELECT campaign_id,
           coalesce((SELECT min(first_offset) FROM generation_ranges r WHERE r.campaign_id = c.campaign_id), 9223372036854775807) AS behind
      FROM (SELECT DISTINCT campaign_id FROM bare) c
), sorted AS (
    SELECT campaign_id, place, number, NULL::bigint AS "offset" FROM bare WHERE successful > 0
    UNION ALL
    SELECT d.campaign_id, row_number() OVER (PARTITION BY d.campaign_id ORDER BY d."offset"), NULL, d."offset"
      FROM old JOIN generated_domains d ON d.campaign_id = old.campaign_id AND d."offset" < old.behind
), dealt AS (
    SELECT campaign_id, max(number) OVER (PARTITION BY campaign_id ORDER BY place, "offset" NULLS FIRST) AS number, "offset"
      FROM sorted
)
INSERT INTO generation_ranges (campaign_id, number, first_offset, size)
SELECT campaign_id, number, min("offset"), max("offset") - min("offset") + 1
  FROM dealt
 WHERE "offset" IS NOT NULL AND number IS NOT NULL
 GROUP BY campaign_id, number;

COMMENT ON COLUMN campaigns.started_at IS 'When it first ran: when its first batch was claimed, or it turned out that there was none to claim; null before.';
