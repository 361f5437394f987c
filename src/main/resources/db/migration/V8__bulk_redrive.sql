-- What any instance may go on with.

-- A bulk redrive: what was asked and by whom, how far it is, and when its next step is due. Who takes a step moves due_at to
-- when it may be thought lost, and counts step up: what an earlier step writes afterwards does nothing. Of a redrive that
-- is done, due_at is when it ended.
create table bulk_redrive (
    tenant        text collate "C" not null,     -- whose dead letters; empty for nobody's
    id            uuid             not null,
    caller_tenant text             not null,
    subject       text             not null,
    roles         text[]           not null,
    cause         text,
    entity        text,
    failed_from   timestamptz,
    failed_until  timestamptz      not null,
    rate          int              not null,
    matched       bigint           not null,
    place_at      timestamptz,                   -- with place_id, the last dead letter looked at
    place_id      uuid,
    sent          bigint           not null default 0,
    failed        bigint           not null default 0,
    done          boolean          not null default false,
    code          text,                          -- why it ended before its time
    due_at        timestamptz      not null default clock_timestamp(),
    step          bigint           not null default 0,
    failures      int              not null default 0,     -- steps in a row that failed while the database answered
    primary key (tenant, id)
);

-- A tenant has one at a time, on whichever instance; and how the few that are not done are found.
create unique index bulk_redrive_running on bulk_redrive (tenant) where not done;
