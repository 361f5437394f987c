-- What coming back asks for: redrives after the broker was away.

-- How many of a dead letter's attempts the broker did not take; a number once given is never given again.
alter table dead_letter
    add column untaken int not null default 0;
