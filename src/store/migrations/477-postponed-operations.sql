-- The oldest comparison that was postponed is found at once, however many wait.
create index operations_postponed on hub.operations (created_at)
  where not_before > updated_at and state in ('queued', 'extracted', 'searched');
