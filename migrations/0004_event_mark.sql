-- Each entry of the log bears the program's mark: a sum over its fields made with a key that the database does not
-- hold. So an entry that the program did not write is told by what it lacks, not by its time. Older entries have none.
ALTER TABLE event ADD COLUMN mark TEXT;
