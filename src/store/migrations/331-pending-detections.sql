-- Whose data a detection that has not ended compares: an erased subject's probes go with the subject.
alter table hub.operations add column detected_system text, add column detected_subject_id uuid;
create index operations_detected on hub.operations (detected_system, detected_subject_id)
  where detected_subject_id is not null;
