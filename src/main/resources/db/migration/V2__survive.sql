-- What outlives failures: batches that never commit, changes that wait for another, dead letters and what became of them.

-- starts counts how often the batch at next_offset was begun without a commit; it is written before a partition's first
-- batch after an assignment, and while next_offset lies below cautious_until, where items are taken one by one.
alter table outbox_partition
    add column starts         int    not null default 0,
    add column cautious_until bigint not null default 0;

-- A change whose predecessor has no final outcome yet, as its message was; the engine goes on with it afterwards.
create table parked (
    tenant      text collate "C" not null,
    change_id   uuid             not null,
    after_id    uuid             not null,
    entity      text collate "C" not null,
    entity_id   text collate "C" not null,
    fingerprint uuid             not null,
    topic          text          not null,
    partition      int           not null,
    "offset"       bigint        not null,     -- also the order among changes that wait for the same one
    key            bytea,
    payload        bytea         not null,
    schema_version text          not null,
    parked_at      timestamptz   not null,
    primary key (tenant, change_id)
);
create index parked_record on parked (tenant, entity, entity_id);
create index parked_since on parked (parked_at);

-- PENDING waits for somebody; SENT is on its way through the outbox again, as attempt; RESOLVED got a final outcome;
-- DISCARDED was given up. A message of another attempt than the row's does nothing.
alter table dead_letter
    add column state          text        not null default 'PENDING',
    add column attempt        int         not null default 0,
    add column schema_version text,
    add column exception      text,
    add column received_at    timestamptz,
    add column updated_at     timestamptz not null default now();
create unique index dead_letter_change on dead_letter (tenant, change_id) where change_id is not null;
create index dead_letter_all on dead_letter (tenant, failed_at desc, id desc);
create index dead_letter_recent on dead_letter (tenant, state, failed_at desc, id desc);
create index dead_letter_message on dead_letter (topic, partition, "offset");

-- Who edited, redrove or discarded a dead letter, with what it held before and after.
create table dead_letter_audit (
    tenant         text collate "C" not null,
    id             uuid             not null,
    dead_letter_id uuid             not null,
    action         text             not null,
    subject        text             not null,
    attempt        int              not null,
    before         text,
    after          text,
    at             timestamptz      not null,
    primary key (tenant, id)
);
create index dead_letter_audit_of on dead_letter_audit (tenant, dead_letter_id, at);

-- An operator's stop, which survives restarts and rebalances.
create table engine_state (
    only_row   boolean     primary key default true check (only_row),
    paused     boolean     not null,
    changed_by text        not null,
    changed_at timestamptz not null
);
