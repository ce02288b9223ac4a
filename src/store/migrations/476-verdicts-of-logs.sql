-- What the last verification of each log has found, so that it outlives the process that verified: a log that was found broken
-- stays so until a walk that began afterwards has come from the beginning of its chain to the end and found nothing.
create table hub.log_verdicts (
  component text primary key references hub.log_terms,
  -- When the end of a whole chain was reached, or a fault was last told.
  verified_at timestamptz not null default clock_timestamp(),
  through_sequence bigint not null,
  faults integer not null check (faults >= 0),
  -- Where it broke first, by the place in the chain or, where that is gone, by the entry.
  fault_kind text,
  fault_sequence bigint,
  fault_entry_id bigint
);
