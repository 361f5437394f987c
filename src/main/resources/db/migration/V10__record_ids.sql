-- What the engine looks up for every change, found by one short key: the tenant leads these no more.

-- A record's id, made of its names: a name-based UUID of version 8 (RFC 9562, 5.8) over the first 128 bits of their SHA-256,
-- as dev.syncline.change.RecordKey has it. One comparison of 16 bytes in place of up to four of names, at every step down
-- an index; any number of rows are found by one list of ids, however many tenants they are of; and as no other index begins
-- with it, none can be mistaken for the way. By hand: select * from record where record_id = record_id('acme', 'message', 'm-42').
create function record_id(tenant text, entity text, entity_id text) returns uuid
    language sql immutable strict parallel safe
    return (select encode(set_byte(set_byte(hash, 6, get_byte(hash, 6) & 15 | 128), 8, get_byte(hash, 8) & 63 | 128), 'hex')::uuid
            from (select substr(sha256(convert_to(octet_length(tenant) || ':' || tenant || octet_length(entity) || ':' || entity
                || octet_length(entity_id) || ':' || entity_id, 'UTF8')), 1, 16) as hash) as names);

-- Computed here once for what is there; from now on by who writes the row.
alter table record
    drop constraint record_pkey,
    add column record_id uuid generated always as (record_id(tenant, entity, entity_id)) stored;
alter table record
    alter column record_id drop expression,
    add primary key (record_id),
    -- As the index of the names did until now: what no client may send is no record's name, whoever wrote it to the outbox.
    add constraint record_entity_id check (octet_length(entity_id) <= 2600) not valid;

alter table revision
    drop constraint revision_pkey,
    add column record_id uuid generated always as (record_id(tenant, entity, entity_id)) stored;
alter table revision
    alter column record_id drop expression,
    add primary key (record_id, version);

drop index parked_record;
alter table parked
    add column record_id uuid generated always as (record_id(tenant, entity, entity_id)) stored;
alter table parked
    alter column record_id drop expression,
    alter column record_id set not null,
    add constraint parked_entity_id check (octet_length(entity_id) <= 2600) not valid;
create index parked_record on parked (record_id);

-- Change ids are looked up in lists too.
alter table ledger
    drop constraint ledger_pkey,
    add primary key (change_id, claim, tenant);

-- What is known of the columns' values goes with a table that is written anew.
analyze record, revision, ledger;
