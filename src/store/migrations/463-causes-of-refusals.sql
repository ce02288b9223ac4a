-- ETIAS: a hit on the document says which alerts it is on, so that it is known when the last of them is deleted ((EU)
-- 2018/1240 Art 54(1)(b)). Of hits found before this it is not known: their files are kept to the end of the term.
alter table etias.hits add column cause_object_alert_ids uuid[];

-- A decision rests on every hit that holds, also on one in a source outside the hub: marked by decisions from now on, and
-- here where a decision marked the other hits of the application.
update etias.hits set is_cause = true
where not is_cause and verdict <> 'unverified'
  and exists (select from etias.hits other where other.application_id = hits.application_id and other.is_cause);
