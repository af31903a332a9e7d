-- What an import told besides: a file that ended without a line end, a guessed encoding, hidden characters removed.

ALTER TABLE imports ADD COLUMN notes TEXT;
