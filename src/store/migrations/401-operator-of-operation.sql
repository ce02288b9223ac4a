-- The official on whose behalf an operation is done, for the logs of what is done later than the request: (EU) 2018/1862
-- Art 18(3), (EU) 2024/1358 Art 41(4) ask for the person. An identifier as the authority names it, never a name.
alter table hub.operations add column operator_id text;
