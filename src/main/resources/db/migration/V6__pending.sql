-- What is looked at every few seconds.

-- Counted for a metric; few of all dead letters wait, once they are many.
create index dead_letter_pending on dead_letter (tenant) where state = 'PENDING';

-- When a partition of the outbox last got on, whichever instance did it.
alter table outbox_partition
    add column applied_at timestamptz;

-- Where the queue was last seen empty, as the sum of its partitions' next offsets: a drain's progress counts from there.
create table outbox_empty (
    topic_id text   primary key,
    applied  bigint not null
);
