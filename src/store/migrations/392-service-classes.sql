-- How soon an operation has to be done, decided when it is accepted and true for each of its jobs: without it a border
-- check would wait behind whatever came before it. What is there already gets the class in the middle.
alter table hub.operations
  add column service_class text not null default 'interactive'
    check (service_class in ('border', 'interactive', 'batch')),
  -- Which trace the operation belongs to (W3C Trace Context), where traces are kept. Identifiers, nothing of a person.
  add column traceparent text check (traceparent ~ '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$');

alter table hub.outbox
  add column service_class text not null default 'interactive'
    check (service_class in ('border', 'interactive', 'batch')),
  add column traceparent text;
