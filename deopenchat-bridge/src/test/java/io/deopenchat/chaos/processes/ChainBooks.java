package io.deopenchat.chaos.processes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What the chain paid for one account, by plain calls of the node. */
final class ChainBooks implements AutoCloseable {
    /** First bytes of keccak256("account(address,address)"). */
    private static final String ACCOUNT = "0x42673c0b";
    /** keccak256("ClaimSettled(address,uint256,uint256,uint256)"). */
    private static final String CLAIM_SETTLED = "0xb8536956ff8a551ce4dcc80878961a0c7a86e6cb1129298369d29e3a764e19ec";
    /** Place of {@code claimed} among the words of an account. */
    private static final int CLAIMED_WORD = 5;

    private static final int WORD_DIGITS = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String node;
    private final String contract;

    ChainBooks(String node, String contract) {
        this.node = node;
        this.contract = contract;
    }

    /** What the provider was ever paid from the account. */
    BigInteger claimed(String provider, String client) {
        String words = rpc(
                        "eth_call",
                        "{\"to\":\"%s\",\"data\":\"%s%s%s\"},\"latest\""
                                .formatted(contract, ACCOUNT, word(provider), word(client)))
                .asText()
                .substring(2);
        return new BigInteger(words.substring(CLAIMED_WORD * WORD_DIGITS, (CLAIMED_WORD + 1) * WORD_DIGITS), 16);
    }

    /** The sum over all claims. */
    BigInteger settled() {
        BigInteger sum = BigInteger.ZERO;
        for (JsonNode log : rpc(
                "eth_getLogs",
                "{\"address\":\"%s\",\"fromBlock\":\"0x0\",\"toBlock\":\"latest\",\"topics\":[\"%s\"]}"
                        .formatted(contract, CLAIM_SETTLED))) {
            sum = sum.add(new BigInteger(log.path("data").asText().substring(2, 2 + WORD_DIGITS), 16));
        }
        return sum;
    }

    private static String word(String address) {
        return "0".repeat(WORD_DIGITS - 40) + address.substring(2);
    }

    private JsonNode rpc(String method, String parameters) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node))
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}"
                                .formatted(method, parameters)))
                .build();
        try {
            JsonNode answer = JSON.readTree(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
            if (answer.has("error")) {
                throw new IllegalStateException(method + " failed: " + answer.path("error"));
            }
            return answer.path("result");
        } catch (IOException e) {
            throw new IllegalStateException(method + " failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(method + " was interrupted", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
