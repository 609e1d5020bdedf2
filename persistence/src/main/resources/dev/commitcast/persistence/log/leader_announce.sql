-- Parameter: the name of the node.
UPDATE ${log}.sequencer SET leader = ?, since = clock_timestamp()
