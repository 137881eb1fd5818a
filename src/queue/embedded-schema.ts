/** Each step brings the database file from the version before to the next; a step that was released is never changed. */
export const EMBEDDED_SCHEMA: readonly string[] = [
  `
  CREATE TABLE job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL,
    lane TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 0,
    attempt INTEGER NOT NULL DEFAULT 1,
    crashes INTEGER NOT NULL DEFAULT 0,
    run_at INTEGER NOT NULL,
    held_until INTEGER NOT NULL DEFAULT 0,
    enqueued_at INTEGER NOT NULL
  );
  CREATE UNIQUE INDEX job_by_key ON job (key, active);
  CREATE INDEX job_by_lane ON job (active, lane, run_at, id);
  CREATE INDEX job_by_time ON job (active, run_at);
  CREATE TABLE event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    job INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    payload TEXT NOT NULL,
    delivery TEXT
  );
  CREATE INDEX event_by_job ON event (job, seq);
  CREATE TABLE completed_delivery (
    delivery TEXT NOT NULL,
    key TEXT NOT NULL,
    completed_at INTEGER NOT NULL,
    PRIMARY KEY (delivery, key)
  ) WITHOUT ROWID;
  CREATE INDEX completed_delivery_by_time ON completed_delivery (completed_at);
  CREATE TABLE failure (
    key TEXT PRIMARY KEY,
    cause TEXT NOT NULL,
    failed_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE entry (
    space TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    expires_at INTEGER,
    PRIMARY KEY (space, key)
  ) WITHOUT ROWID;
  CREATE INDEX entry_by_expiry ON entry (expires_at) WHERE expires_at IS NOT NULL;
  `,
];
