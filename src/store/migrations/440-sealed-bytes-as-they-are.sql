-- Sealed bytes do not compress: PostgreSQL tries with each image, probe and answer that is written, and never gains by it.
alter table hub.operation_samples alter column image set storage external;
alter table hub.operations alter column request set storage external;
alter table hub.operations alter column probes set storage external;
alter table hub.operations alter column gallery_answer set storage external;
alter table hub.operations alter column result set storage external;
alter table hub.operation_shard_answers alter column answer set storage external;
alter table hub.template_minutiae alter column minutiae set storage external;
