-- Records, their revisions, and what became of every change.
--
-- The tenant leads every key, so that tables can be partitioned or distributed by it. Names compare by bytes
-- (collate "C"): the order in which rows are locked is then the same everywhere, and indexes are cheaper.
-- Content is text, not jsonb: the service is its only writer, reads it whole, and keeps numbers as they came.
-- For a look by hand: select data::jsonb -> 'text' from record.
--
-- A position is (epoch, tx, ordinal): tx is the writing transaction's xid8, ordinal its place within. A reader
-- takes rows of earlier epochs, or with tx below pg_snapshot_xmin(pg_current_snapshot()): no writer that is still
-- open can commit below that, so a cursor never passes a row that appears later.

-- A run of the database's history; a new one begins when it was restored.
create table epoch (
    number            int primary key,
    token             text        not null,
    system_identifier text        not null,
    timeline          int         not null,
    begun_at          timestamptz not null default now()
);

-- How far each partition of the outbox is applied; locking its row fences off every other instance.
create table outbox_partition (
    topic_id    text   not null,
    partition   int    not null,
    next_offset bigint not null,
    primary key (topic_id, partition)
);

-- The highest version ever swept in a tenant; what comes anew starts above it.
create table version_floor (
    tenant  text collate "C" primary key,
    version bigint not null
);

create table record (
    tenant       text collate "C" not null,
    entity       text collate "C" not null,
    entity_id    text collate "C" not null,
    version      bigint           not null,
    deleted      boolean          not null,
    epoch        int              not null,
    tx           bigint           not null,
    ordinal      int              not null,
    stamp_millis bigint           not null,
    stamp_client text collate "C" not null,
    stamp_change uuid             not null,
    field_stamps text,                            -- null: every field has the record's stamp
    data         text             not null,       -- of a tombstone: its last live content
    subject      text             not null,       -- who wrote this version
    client_id    text             not null,
    change_id    uuid             not null,
    written_at   timestamptz      not null,
    primary key (tenant, entity, entity_id)
);
create index record_feed on record (tenant, epoch, tx, ordinal);

-- What a record was before it was replaced; its present version is in the record's own row.
create table revision (
    tenant       text collate "C" not null,
    entity       text collate "C" not null,
    entity_id    text collate "C" not null,
    version      bigint           not null,
    deleted      boolean          not null,
    stamp_millis bigint           not null,
    data         text             not null,
    subject      text             not null,
    client_id    text             not null,
    change_id    uuid             not null,
    written_at   timestamptz      not null,
    replaced_at  timestamptz      not null,       -- a revision's horizon counts from here
    primary key (tenant, entity, entity_id, version)
);

-- One row a change id: what makes a resend harmless. claim 0 is the change that came first with the id; any other
-- change that came with it stands behind, rejected.
create table ledger (
    tenant         text collate "C" not null,
    change_id      uuid             not null,
    claim          smallint         not null,
    subject        text collate "C" not null,
    client_id      text collate "C" not null,
    entity         text collate "C" not null,
    entity_id      text collate "C" not null,
    fingerprint    uuid             not null,
    outcome        text             not null,
    version        bigint           not null,
    stamp_millis   bigint           not null,
    epoch          int              not null,     -- position among this client's acks
    tx             bigint           not null,
    ordinal        int              not null,
    cursor_epoch   int,                           -- position of the record's row that shows the outcome
    cursor_tx      bigint,
    cursor_ordinal int,
    received_at    timestamptz      not null,
    resolved_at    timestamptz      not null,
    conflict_id    uuid,
    code           text,
    detail         text,
    result         text,                          -- the record that MERGED and SUPERSEDED tell
    client_data    text,                          -- what the client had after a change that was no fast-forward
    client_deleted boolean,
    content        text,                          -- the change itself where it was not applied
    primary key (tenant, change_id, claim)
);
create index ledger_acks on ledger (tenant, subject, client_id, epoch, tx, ordinal);

-- A change that was not a fast-forward: base, both sides and the result.
create table conflict (
    tenant         text collate "C" not null,
    id             uuid             not null,
    entity         text collate "C" not null,
    entity_id      text collate "C" not null,
    change_id      uuid             not null,
    change_type    text             not null,
    subject        text             not null,
    client_id      text             not null,
    strategy       text             not null,
    outcome        text             not null,
    resolution     text             not null,
    base           text,                          -- null: there was none, or it is not kept
    base_deleted   boolean,
    mine           text,                          -- null: a patch on a base that is not kept
    mine_deleted   boolean,
    patch          text,
    theirs         text             not null,
    theirs_deleted boolean          not null,
    theirs_version bigint           not null,
    result         text             not null,
    result_deleted boolean          not null,
    result_version bigint           not null,
    lost           text             not null,
    created_at     timestamptz      not null,
    restored_at    timestamptz,
    restored_by    text,
    restore_change uuid,
    primary key (tenant, id)
);
create index conflict_recent on conflict (tenant, created_at desc, id desc);
create index conflict_record on conflict (tenant, entity, entity_id, created_at desc);

-- Changes set aside because the service failed on them.
create table dead_letter (
    tenant      text collate "C" not null,        -- empty where the message could not be read
    id          uuid             not null,
    change_id   uuid,
    entity      text,
    entity_id   text,
    subject     text,
    client_id   text,
    cause       text             not null,
    detail      text             not null,
    topic       text             not null,
    partition   int              not null,
    "offset"    bigint           not null,
    key         bytea,
    payload     bytea,
    failed_at   timestamptz      not null,
    primary key (tenant, id)
);
