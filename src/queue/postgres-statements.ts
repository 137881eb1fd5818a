import { EVENTS_KEPT } from "./job-table.ts";

/** Channel of LISTEN and NOTIFY. */
export const CHANNEL = "weighbridge_queue";

/**
 * $1 key, $2 lane, $3 payload, $4 delivery or null, $5 delay in ms. One row with `inserted`; none for a duplicate. One statement, so one answer of the
 * disk: the row of the waiting job is locked first, and what claims or merges beside it takes its turn.
 */
export const ENQUEUE = `
  WITH job AS (
    INSERT INTO weighbridge.job AS waiting (key, lane, run_at)
    SELECT $1, $2, now() + $5::float8 * interval '1 millisecond'
    WHERE NOT EXISTS (SELECT 1 FROM weighbridge.completed_delivery WHERE delivery = $4 AND key = $1)
    ON CONFLICT (key) WHERE NOT active DO UPDATE
      SET lane = excluded.lane, attempt = 1, run_at = greatest(waiting.held_until, least(waiting.run_at, excluded.run_at))
    RETURNING id, xmax = 0 AS inserted
  ), event AS (
    INSERT INTO weighbridge.event (job, payload, delivery)
    SELECT id, $3, $4 FROM job
    WHERE NOT EXISTS (SELECT 1 FROM weighbridge.event AS known WHERE known.job = job.id AND known.delivery = $4)
    RETURNING seq
  ), dropped AS (
    DELETE FROM weighbridge.event WHERE seq IN (
      SELECT known.seq FROM job JOIN weighbridge.event AS known ON known.job = job.id
      WHERE EXISTS (SELECT 1 FROM event) ORDER BY known.seq DESC OFFSET ${EVENTS_KEPT - 1}
    )
  )
  SELECT inserted FROM job`;

/**
 * $1 replica, $2 and $3 busy lanes and how many jobs each has, $4 most per lane, $5 last lane. Leaps from lane to lane along the index, then takes the
 * oldest due job of the first lane in turn that has one; what another process is just taking is passed over.
 *
 * A lane is one process's as long as it has a job of it at work: so one alone keeps the pace of an installation's writes. The count stands in the lane's own
 * row because two claims of one lane meet there: the later one waits, then judges by what the earlier one has left. A row without an id: it came too late.
 */
export const CLAIM = `
  WITH RECURSIVE leap (lane) AS (
    SELECT min(lane) FROM weighbridge.job WHERE NOT active
    UNION ALL
    SELECT (SELECT min(next.lane) FROM weighbridge.job AS next WHERE NOT next.active AND next.lane > leap.lane)
    FROM leap WHERE leap.lane IS NOT NULL
  ), turn AS MATERIALIZED (
    SELECT leap.lane FROM leap
      LEFT JOIN unnest($2::text[], $3::int[]) AS busy (lane, jobs) ON busy.lane = leap.lane
      LEFT JOIN weighbridge.lane_holder AS holder ON holder.lane = leap.lane
    WHERE leap.lane IS NOT NULL AND coalesce(busy.jobs, 0) < $4 AND (holder.lane IS NULL OR holder.replica = $1 OR holder.jobs = 0)
    ORDER BY coalesce(busy.jobs, 0), leap.lane <= $5 COLLATE "C", leap.lane
  ), taken AS MATERIALIZED (
    SELECT first.id, turn.lane FROM turn CROSS JOIN LATERAL (
      SELECT id FROM weighbridge.job AS waiting
      WHERE NOT active AND lane = turn.lane AND run_at <= now()
        AND NOT EXISTS (SELECT 1 FROM weighbridge.job AS other WHERE other.key = waiting.key AND other.active)
      ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
    ) AS first LIMIT 1
  ), held AS (
    INSERT INTO weighbridge.lane_holder AS holder (lane, replica, jobs) SELECT lane, $1, 1 FROM taken
    ON CONFLICT (lane) DO UPDATE SET replica = excluded.replica, jobs = holder.jobs + 1
      WHERE holder.replica = excluded.replica OR holder.jobs = 0
    RETURNING lane
  ), claimed AS (
    UPDATE weighbridge.job SET active = true, replica = $1 FROM taken, held WHERE job.id = taken.id
    RETURNING job.id, job.key, job.lane, job.attempt, job.crashes, job.enqueued_at
  )
  SELECT claimed.* FROM taken LEFT JOIN claimed ON claimed.id = taken.id`;

/** $1 job, $2 most. */
export const EVENTS = `
  SELECT payload, delivery FROM (
    SELECT seq, payload, delivery FROM weighbridge.event WHERE job = $1 ORDER BY seq DESC LIMIT $2
  ) AS latest ORDER BY seq`;

/** $1 lane, $2 replica: one of its jobs is at work no more. */
export const LET_GO = `
  UPDATE weighbridge.lane_holder SET jobs = greatest(jobs - 1, 0) WHERE lane = $1 AND replica = $2`;

/** The end of a job `gone` (key, lane, replica): whether work `waits` in a lane that is free now. */
const LANE_LET_GO = `
  let_go AS (
    UPDATE weighbridge.lane_holder AS holder SET jobs = greatest(holder.jobs - 1, 0) FROM gone
    WHERE holder.lane = gone.lane AND holder.replica = gone.replica RETURNING holder.lane, holder.jobs
  )
  SELECT EXISTS (
    SELECT 1 FROM let_go JOIN weighbridge.job AS waiting ON waiting.lane = let_go.lane
    WHERE let_go.jobs = 0 AND NOT waiting.active AND waiting.run_at <= now()
  ) AS waits`;

/** $1 job, $2 replica, $3 deliveries. Changes nothing when the replica has lost the job. */
export const COMPLETE = `
  WITH gone AS (
    DELETE FROM weighbridge.job WHERE id = $1 AND replica = $2 RETURNING key, lane, replica
  ), mended AS (
    DELETE FROM weighbridge.failure USING gone WHERE failure.key = gone.key
  ), remembered AS (
    INSERT INTO weighbridge.completed_delivery (delivery, key) SELECT delivery, gone.key FROM gone, unnest($3::text[]) AS delivery
    ON CONFLICT (delivery, key) DO UPDATE SET completed_at = excluded.completed_at
  ), ${LANE_LET_GO}`;

/** $1 job, $2 replica, $3 cause. */
export const FAIL = `
  WITH gone AS (
    DELETE FROM weighbridge.job WHERE id = $1 AND replica = $2 RETURNING key, lane, replica
  ), recorded AS (
    INSERT INTO weighbridge.failure (key, cause) SELECT key, $3 FROM gone
    ON CONFLICT (key) DO UPDATE SET cause = excluded.cause, failed_at = excluded.failed_at
  ), ${LANE_LET_GO}`;

export const DUE = `
  SELECT extract(epoch FROM min(run_at) - now()) * 1000 AS due_ms FROM weighbridge.job WHERE NOT active AND run_at > now()`;

export const COUNTS = `
  SELECT count(*) FILTER (WHERE NOT active) AS waiting, count(*) FILTER (WHERE active) AS active,
    (SELECT count(*) FROM weighbridge.failure) AS failed,
    extract(epoch FROM now() - min(enqueued_at) FILTER (WHERE NOT active)) * 1000 AS oldest_ms
  FROM weighbridge.job`;
