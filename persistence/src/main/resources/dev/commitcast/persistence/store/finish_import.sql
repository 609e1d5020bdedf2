-- What was not appended, and why.
SELECT i.place, i.outcome FROM ${log}.finish_import() AS i
