-- How far the forms that names are searched by have been made anew in each system, where the hub makes them otherwise than it
-- did when a row was written. Rows are gone through by their key; a walk that is interrupted goes on where it stopped.
create table hub.search_form_walks (
  system text primary key,
  forms_version integer not null,
  -- The last row that was looked at; null before the first.
  after uuid,
  is_done boolean not null default false
);
