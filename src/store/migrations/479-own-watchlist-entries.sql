-- ETIAS: a hit on the watchlist that the processing of an application found says which entries it is on, so that it is known when
-- the last of them is deleted ((EU) 2018/1240 Art 54(1)(b)). Of hits found before this it is not known: their files are kept
-- to the end of the term.
alter table etias.hits add column cause_entry_ids uuid[];

-- Whoever entered something into the watchlist reads it, page by page.
create index if not exists watchlist_owner on etias.watchlist (member_state, entry_id);
