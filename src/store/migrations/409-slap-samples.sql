-- Samples of several fingers: which slap, and which of its fingers are stated to be missing.
alter table hub.operation_samples add column slap text;
alter table hub.operation_samples add column fingers_missing text[];
