package dev.commitcast.server.contract;

import dev.commitcast.domain.event.ExpectedVersion;
import java.util.List;

/** What a test wants to append to one stream. */
record Appending(String stream, ExpectedVersion expected, List<Given> events) {}
