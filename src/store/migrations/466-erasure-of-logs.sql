-- How far each walk of the erasure of logs has come, so that what it has looked at is not read again each time: `erased-data`
-- along the erasures of data, and one along each log that is kept from its data, by the name of its component. A walk
-- without a row is at its beginning. Nothing but this table is new: the walks go along indexes there are.
create table hub.log_walks (
  walk text primary key,
  -- Everything up to and including it has been looked at.
  reached timestamptz not null
);
