/** Each step brings the database from the version before to the next; a step that was released is never changed. */
export const POSTGRES_SCHEMA: readonly string[] = [
  `
  CREATE TABLE weighbridge.replica (
    id uuid PRIMARY KEY,
    scope text NOT NULL,
    pid integer NOT NULL,
    started text NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE weighbridge.job (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text COLLATE "C" NOT NULL,
    lane text COLLATE "C" NOT NULL,
    active boolean NOT NULL DEFAULT false,
    replica uuid REFERENCES weighbridge.replica (id),
    attempt integer NOT NULL DEFAULT 1,
    crashes integer NOT NULL DEFAULT 0,
    run_at timestamptz NOT NULL,
    held_until timestamptz NOT NULL DEFAULT '-infinity',
    enqueued_at timestamptz NOT NULL DEFAULT now(),
    CHECK (active = (replica IS NOT NULL))
  );
  CREATE UNIQUE INDEX job_waiting_by_key ON weighbridge.job (key) WHERE NOT active;
  CREATE UNIQUE INDEX job_active_by_key ON weighbridge.job (key) WHERE active;
  CREATE INDEX job_by_lane ON weighbridge.job (lane, run_at, id) WHERE NOT active;
  CREATE INDEX job_by_time ON weighbridge.job (run_at) WHERE NOT active;
  CREATE INDEX job_by_replica ON weighbridge.job (replica) WHERE active;
  CREATE TABLE weighbridge.event (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job bigint NOT NULL REFERENCES weighbridge.job (id) ON DELETE CASCADE,
    payload text NOT NULL,
    delivery text COLLATE "C"
  );
  CREATE INDEX event_by_job ON weighbridge.event (job, seq);
  CREATE TABLE weighbridge.completed_delivery (
    delivery text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    completed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (delivery, key)
  );
  CREATE INDEX completed_delivery_by_time ON weighbridge.completed_delivery (completed_at);
  CREATE TABLE weighbridge.failure (
    key text COLLATE "C" PRIMARY KEY,
    cause text NOT NULL,
    failed_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE weighbridge.entry (
    space text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    value text NOT NULL,
    expires_at timestamptz,
    PRIMARY KEY (space, key)
  );
  CREATE INDEX entry_by_expiry ON weighbridge.entry (expires_at) WHERE expires_at IS NOT NULL;
  `,
  // Who works on a lane, and on how many jobs of it; free while that is none.
  `
  CREATE TABLE weighbridge.lane_holder (
    lane text COLLATE "C" PRIMARY KEY,
    replica uuid NOT NULL REFERENCES weighbridge.replica (id) ON DELETE CASCADE,
    jobs integer NOT NULL
  );
  CREATE INDEX lane_holder_by_replica ON weighbridge.lane_holder (replica);
  `,
];
