package io.deopenchat.chain;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.holds;

import io.deopenchat.fuzz.Input;
import java.net.URI;

/** What may be printed of a node's address is host and port, and what is connected to holds no password. */
final class NodeEndpointFuzz {
    /** What a refusal says should have been written. */
    private static final String EXAMPLES = "http://host:port https://host/path http://127.0.0.1:8545";

    private static final int SHORTEST_ADDRESS = "http://a".length();

    private NodeEndpointFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new Input(input).text();
        try {
            Endpoint endpoint = Endpoint.parse(text);
            URI given = URI.create(text.strip());
            URI connected = URI.create(endpoint.url());
            equal(given.getHost(), connected.getHost(), "the host is the given one");
            equal(given.getPort(), connected.getPort(), "and the port");
            holds(connected.getRawUserInfo() == null, "no password in the address", endpoint.url());
            holds(endpoint.name().startsWith(given.getHost()), "the name is the host", endpoint.name());
            equal(given.getUserInfo() != null, endpoint.authorization().isPresent(), "a password is sent as one");
        } catch (IllegalArgumentException refused) {
            String message = String.valueOf(refused.getMessage());
            holds(
                    isInAnyMessage(text.strip()) || !message.contains(text.strip()),
                    "a refusal shows no address",
                    message);
        }
    }

    /** An example of the message, or so short that any message has it. */
    private static boolean isInAnyMessage(String text) {
        return text.length() < SHORTEST_ADDRESS || EXAMPLES.contains(text);
    }
}
