-- What analytics reads: the ledger by time, and sums of it.

-- Also how retention finds what is old. Outcomes of one batch have one time, so its entries are stored deduplicated.
create index ledger_resolved on ledger (tenant, resolved_at);

-- How far the client's clock was ahead of the server's, or negative, behind; null where it was about right.
alter table ledger
    add column skew_ms bigint;

-- What a minute's outcomes and conflicts add up to, as JSON; a minute without any has no row. Rows are only ever
-- added behind a tenant's last one, which therefore tells how far its ledger is summed up.
create table analytics_minute (
    tenant  text collate "C" not null,
    minute  timestamptz      not null,
    summary text             not null,
    primary key (tenant, minute)
);

-- The same of an hour, made of its minutes, so that long windows read few rows.
create table analytics_hour (
    tenant  text collate "C" not null,
    hour    timestamptz      not null,
    summary text             not null,
    primary key (tenant, hour)
);
