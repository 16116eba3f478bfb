-- An officer corrects or withdraws a flag: the receipt of that names the flag it changes, and a flag that was returned
-- to its officer says why.
ALTER TABLE receipt ADD COLUMN target UUID;
ALTER TABLE flag ADD COLUMN return_reason TEXT;
