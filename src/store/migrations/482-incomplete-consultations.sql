-- A consultation that found nothing while not everything was compared is not one without a match ((EU) 2019/817 Art 22).
alter table hub.cir_queries drop constraint if exists cir_queries_state_check;
alter table hub.cir_queries add constraint cir_queries_state_check
  check (state in ('no-match', 'incomplete', 'open', 'access-requested', 'reason-recorded'));
