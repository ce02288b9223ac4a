-- ECRIS-TCN: flags of index entries for terrorism and serious offences ((EU) 2019/816 Art 5(1)(c)). Few may see them (Art
-- 5(7)), so they lie apart from the records: nothing that reads a record can show one.
create table ecris_tcn.flags (
  encounter_id uuid not null references ecris_tcn.records on delete cascade,
  subject_id uuid not null,
  member_state text not null,
  kind text not null check (kind in ('terrorism', 'serious-offence')),
  created_on date not null,
  -- Last day: its years, or the day the flagged conviction left the register (Art 8).
  last_day date not null,
  primary key (encounter_id, kind)
);
create index flags_subject on ecris_tcn.flags (subject_id);
create index flags_last_day on ecris_tcn.flags (last_day);
