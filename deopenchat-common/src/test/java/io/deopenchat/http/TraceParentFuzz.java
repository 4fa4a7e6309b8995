package io.deopenchat.http;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.holds;

import io.deopenchat.fuzz.Input;
import java.util.List;
import java.util.Optional;

/** A trace header is one or says nothing; what is passed on is read as the same one and holds nothing else. */
final class TraceParentFuzz {
    private TraceParentFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String header = new Input(input).text();
        TraceParent.of(List.of(header)).ifPresent(trace -> {
            holds(header.startsWith(trace.traceId(), 3), "the id is that of the header", header);
            holds(
                    trace.header().matches("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}"),
                    "nothing else is passed on",
                    header);
            equal(Optional.of(trace), TraceParent.of(List.of(trace.header())), "what is passed on is the same");
        });
    }
}
