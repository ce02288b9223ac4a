-- When biometrics were last erased of a file that stays: a match that was found before may rest on them, and a detection that has
-- it in hand searches again. Null, which adds nothing to the rows there are: not since this is kept.
alter table hub.subjects add column if not exists biometrics_erased_at timestamptz;
