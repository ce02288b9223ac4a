-- The newest change that was pruned, by its number: what a cursor remembers of changes since can still be looked up.
-- Changes pruned before this migration have the numbers below the oldest one there is.
alter table hub.gallery_pruned add column through_change bigint not null default 0;
update hub.gallery_pruned set through_change = coalesce(
  (select min(change_id) - 1 from hub.gallery_changes),
  (select case when is_called then last_value else 0 end from hub.gallery_changes_change_id_seq)
);
