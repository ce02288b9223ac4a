-- How far the references of each system are extracted again by the models there are now, as whoever extracts counts it: read by
-- searches whose answer is kept, which wait until nothing they would have to compare is of earlier models.
create table hub.renewal_progress (
  system text not null,
  modality text not null,
  template_version text not null,
  -- Of minutiae; null where fingers are compared in one stage.
  second_stage text,
  remaining integer not null check (remaining >= 0),
  -- Of other models for good: their images give no template any more.
  refused integer not null check (refused >= 0),
  primary key (system, modality)
);
