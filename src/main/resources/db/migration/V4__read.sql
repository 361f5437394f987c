-- What readers need: the feed by entity, deltas against an older version, and what may be forgotten.

-- The feed of one entity.
create index record_entity_feed on record (tenant, entity, epoch, tx, ordinal);

-- A replaced version's place in the feed: until the horizon has passed what replaced it, it is the one to show; a delta's
-- base is chosen by it. Epoch 0: written before it was noted.
alter table revision
    add column epoch   int    not null default 0,
    add column tx      bigint not null default 0,
    add column ordinal int    not null default 0;
alter table revision
    alter column epoch drop default,
    alter column tx drop default,
    alter column ordinal drop default;

-- Sweeps find what is old without reading what is not.
create index revision_replaced on revision (tenant, replaced_at);
create index record_tombstone on record (tenant, written_at) where deleted;

-- The last tombstone swept in a tenant: a reader that stands before it would never learn of it.
alter table version_floor
    add column swept_epoch   int    not null default 0,
    add column swept_tx      bigint not null default 0,
    add column swept_ordinal int    not null default 0;
