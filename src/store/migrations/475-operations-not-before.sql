-- Until when a comparison that has to wait is left alone (references that are extracted again, a gallery that is loaded): without
-- it its job was made anew every few seconds. Null, which adds nothing to the rows there are: it never had to wait.
alter table hub.operations add column not_before timestamptz;
