package io.deopenchat.signing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A key in another program, which is asked for signatures with {@code eth_signTypedData_v4}. That program is not trusted to
 * sign the right thing: a signature counts only if it recovers to the key from the digest that was computed here.
 *
 * <p>Whoever asks waits, up to {@link #TIMEOUT}: the other program must sign without asking anybody.
 */
public final class RemoteSigner implements MessageSigner, AutoCloseable {
    public static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String SIGN = "eth_signTypedData_v4";
    private static final String ACCOUNTS = "eth_accounts";

    private final SignerRpc rpc;
    private final Secp256k1 curve;
    private final Address address;

    private RemoteSigner(SignerRpc rpc, Secp256k1 curve, Address address) {
        this.rpc = rpc;
        this.curve = curve;
        this.address = address;
    }

    /**
     * Asks which key the program holds.
     *
     * @param url {@code http://127.0.0.1:PORT}, or one with HTTPS
     * @param chosen one of several keys; empty for the only one
     * @throws IllegalArgumentException if the URL cannot be used, or it has several keys and none was chosen
     * @throws SigningFailed if it does not tell its key
     */
    public static RemoteSigner connect(String url, Optional<Address> chosen, Secp256k1 curve) {
        return connect(url, chosen, curve, TIMEOUT);
    }

    static RemoteSigner connect(String url, Optional<Address> chosen, Secp256k1 curve, Duration timeout) {
        SignerRpc rpc = new SignerRpc(url, timeout);
        try {
            return new RemoteSigner(rpc, curve, chosen.orElseGet(() -> onlyAccount(rpc)));
        } catch (RuntimeException e) {
            rpc.close();
            throw e;
        }
    }

    private static Address onlyAccount(SignerRpc rpc) {
        JsonNode accounts = rpc.ask(ACCOUNTS);
        if (!accounts.isArray() || accounts.isEmpty()) {
            throw rpc.failed(ACCOUNTS, "it has no account; make one there, or name its address");
        }
        if (accounts.size() > 1) {
            throw new IllegalArgumentException(rpc.name() + " has " + accounts.size()
                    + " accounts; name one of them with --client-signer-address");
        }
        return StreamSupport.stream(accounts.spliterator(), false)
                .map(account -> parsed(rpc, account.asText()))
                .findFirst()
                .orElseThrow();
    }

    private static Address parsed(SignerRpc rpc, String text) {
        try {
            return Address.parseTyped(text);
        } catch (IllegalArgumentException e) {
            throw rpc.failed(ACCOUNTS, "what it names is no address");
        }
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public Signature sign(Domain domain, TypedMessage message, Bytes32 digest) {
        return signed(domain, message, digest).signature;
    }

    /** The key itself, which a signature of the message tells. */
    public PublicKey publicKey(Domain domain, TypedMessage message) {
        return signed(domain, message, domain.digest(message)).by;
    }

    private record Signed(Signature signature, PublicKey by) {}

    private Signed signed(Domain domain, TypedMessage message, Bytes32 digest) {
        JsonNode result = rpc.ask(SIGN, NODES.textNode(address.toString()), TypedData.json(domain, message));
        Signature signature = signature(result.asText());
        return curve.recover(digest, signature)
                .filter(key -> key.address().equals(address))
                .map(key -> new Signed(signature, key))
                .orElseThrow(() -> rpc.failed(
                        SIGN,
                        "what it returned is no signature of this "
                                + message.type().name() + " by " + address
                                + "; check that it holds this key and implements EIP-712"));
    }

    private Signature signature(String hex) {
        try {
            return Signature.normalised(HexFormat.of().parseHex(hex.startsWith("0x") ? hex.substring(2) : hex));
        } catch (IllegalArgumentException e) {
            throw new SigningFailed(
                    rpc.name() + " did not do " + SIGN + ": what it returned is no signature: " + reason(e), e);
        }
    }

    /** A message about hexadecimal digits repeats what came. */
    private static String reason(IllegalArgumentException e) {
        return e instanceof NumberFormatException ? "no hexadecimal digits" : String.valueOf(e.getMessage());
    }

    @Override
    public void close() {
        rpc.close();
    }
}
