-- The central repository for reporting and statistics ((EU) 2019/817 Art 39): finished tables, made once when their period
-- has ended and never again, as two states of one table would tell what was erased or added between them. Nothing in it can
-- be led back to a person; it is separated by system.
create table hub.statistics (
  system text not null,
  -- First day of the month or week.
  period date not null,
  report text not null check (report in ('persons', 'links', 'data-quality')),
  tables jsonb not null,
  made_at timestamptz not null default now(),
  primary key (system, report, period)
);
create trigger statistics_append_only before update or delete or truncate on hub.statistics
  for each statement execute function hub.refuse_change_of_log();
