-- It had no process and was about to: an operator's start outlives a runtime that was killed while it waited.
ALTER TABLE service ADD COLUMN wanted INTEGER NOT NULL DEFAULT 0;
