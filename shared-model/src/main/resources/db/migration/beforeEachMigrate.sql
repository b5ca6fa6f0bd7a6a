-- Flyway runs this in the transaction of each migration. Whoever waits for a table lets nobody else
-- to it, quota checks included: rather fail soon and let the worker try again after a pause.
SET LOCAL lock_timeout = '250ms';
