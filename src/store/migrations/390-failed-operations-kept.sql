-- A failed operation whose failure may pass is kept as it was, sealed, until it is tidied away with the others that have
-- ended: an operator may have it tried again.
alter table hub.operations add column is_kept_for_retry boolean not null default false;
