-- Failed operations an operator may have tried again are listed from here, newest first: what Redis knew of their jobs may be
-- lost. Enrolments with an idempotency key are not among them: they are tried again by whoever sent them alone. `failed_shard` is
-- whose search failed, -1 where it was of no single shard. On a large database column and index may be made beforehand, the index
-- with `concurrently`.
alter table hub.operations add column if not exists failed_shard smallint not null default -1;
create index if not exists operations_kept on hub.operations (queue, failed_shard, updated_at desc, operation_id) include (kind)
  where state = 'failed' and is_kept_for_retry and (kind <> 'enrol' or idempotency_mac is null);

-- Which shard failed was not kept so far: the first that has not answered.
update hub.operations kept set failed_shard = part.shard
from (select operation_id, min(shard) as shard from hub.operation_shard_answers where answer is null group by operation_id) part
where part.operation_id = kept.operation_id and kept.queue = 'search' and kept.state = 'failed' and kept.is_kept_for_retry
  and (kept.kind <> 'enrol' or kept.idempotency_mac is null) and kept.failed_shard = -1;
