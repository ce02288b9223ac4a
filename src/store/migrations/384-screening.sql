-- Screenings ((EU) 2024/1356): what is said of the person is sealed; in the clear stands what is listed and counted by.
create table hub.screenings (
  case_id uuid primary key,
  member_state text not null,
  place text not null check (place in ('border', 'inland')),
  opened_on date not null,
  due_on date not null,
  ended_on date,
  -- Who has an unaccompanied minor in care, as a keyed digest.
  caretaker text,
  -- Some search or transmission of the case has not been taken in yet.
  is_pending boolean not null default false,
  -- By the time limits of Eurodac (Art 18(7)).
  kept_until date not null,
  document bytea not null
);
create index screenings_open on hub.screenings (due_on, case_id) where ended_on is null;
create index screenings_pending on hub.screenings (case_id) where is_pending and ended_on is null;
create index screenings_kept on hub.screenings (kept_until);
create index screenings_of_state on hub.screenings (member_state, opened_on, case_id);
create index screenings_caretaker on hub.screenings (caretaker) where caretaker is not null and ended_on is null;

create table hub.screening_opinions (
  opinion_id uuid primary key,
  case_id uuid not null references hub.screenings on delete cascade,
  source text not null check (source in ('etias-watchlist', 'europol-watchlist', 'ecris-tcn')),
  asked_state text not null,
  asked_by text not null,
  asked_on date not null,
  due_on date not null,
  answered_on date,
  answer text check (answer in ('security-risk', 'no-security-risk')),
  reason text,
  check ((answered_on is null) = (answer is null))
);
create index screening_opinions_asked on hub.screening_opinions (asked_state, source, due_on) where answered_on is null;
create index screening_opinions_case on hub.screening_opinions (case_id);
