-- What the second stage of the comparison of fingers reads, beside the embedding of the same template; `minutiae` is
-- sealed. Templates from before have no row here. In a table of its own, so that a gallery is loaded without it.
create table hub.template_minutiae (
  template_id uuid primary key references hub.templates on delete cascade,
  template_version text not null,
  minutiae bytea not null
);
