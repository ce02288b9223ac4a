-- That an authority removed a link the data alone had made white, and how the two data sets related: while they do, detection
-- does not make it again ((EU) 2019/817 Art 33(5)). References only. Without foreign keys, as they would lock the data sets
-- after the link, and detection locks them before it; a trigger lets it go with either.
create table if not exists hub.link_removals (
  first_system text not null,
  first_subject_id uuid not null,
  second_system text not null,
  second_subject_id uuid not null,
  biometrics text not null,
  identity text not null,
  document text not null,
  authority_id text not null,
  removed_at timestamptz not null default now(),
  primary key (first_system, first_subject_id, second_system, second_subject_id)
);
create index if not exists link_removals_second on hub.link_removals (second_system, second_subject_id);

create or replace function hub.forget_link_removals() returns trigger language plpgsql as $$
begin
  delete from hub.link_removals where first_system = old.system and first_subject_id = old.subject_id;
  delete from hub.link_removals where second_system = old.system and second_subject_id = old.subject_id;
  return null;
end
$$;
-- Its name comes after those of foreign keys: links of the data set go first, and whoever removes one is waited for.
drop trigger if exists subjects_forget_link_removals on hub.subjects;
create trigger subjects_forget_link_removals after delete on hub.subjects
  for each row execute function hub.forget_link_removals();
