-- What a start asks after a restore.

-- The highest transaction that wrote positions with the partition's changes, and its epoch: a start need not read every
-- record and outcome to see that it lies ahead of the database's counter.
alter table outbox_partition
    add column highest_epoch int    not null default 0,
    add column highest_tx    bigint not null default 0;

-- What comes by no message is noted as of an outbox without a name; so is what was there before it was noted.
set local statement_timeout = 0;
insert into outbox_partition (topic_id, partition, next_offset, highest_epoch, highest_tx)
    select '', 0, 0, epoch, max(tx)
    from (select epoch, tx from record union all select epoch, tx from ledger) as written
    where epoch = (select max(number) from epoch)
    group by epoch;
