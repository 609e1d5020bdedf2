-- Keeps appends to a stream away to the end of the transaction.
-- Parameter: 1 stream.
SELECT ${log}.hold_stream(?)
