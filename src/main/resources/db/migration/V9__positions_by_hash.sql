-- What a lookup by key cannot mistake for its way.

-- Indexes that put rows in the order of their positions are led by a hash, seeded with the hash of what stands above:
-- eight bytes that are fast to compare in place of two or three names. And as no statement names it but those that read by
-- position, no other one goes by such an index: without statistics, as in a new installation, PostgreSQL took that of an
-- entity's feed for as good a way to a single record as the primary key, and read all of the entity's rows instead.
drop index record_feed, record_entity_feed, ledger_acks;
create index record_feed on record (hashtextextended(tenant, 0), epoch, tx, ordinal);
create index record_entity_feed on record (hashtextextended(entity, hashtextextended(tenant, 0)), epoch, tx, ordinal);
create index ledger_acks on ledger (
    hashtextextended(client_id, hashtextextended(subject, hashtextextended(tenant, 0))), epoch, tx, ordinal);

-- They are expressions: what is known of their values is gathered only now.
analyze record, ledger;
