package io.deopenchat.archive;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.protocol.WireObject;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import java.util.ArrayList;
import java.util.List;

/**
 * Receipts of one account in the order in which they were confirmed, with the totals before the first. What they add up to has
 * to be what the client confirmed: nobody has to be believed about them. The form is in docs/protocol.md.
 *
 * @param client whose account with the provider
 * @param before totals and transcript before the first receipt
 * @param receipts with the operator's signatures
 */
public record TranscriptBundle(Domain domain, Address client, Confirmation before, List<SignedReceipt> receipts) {
    /** Of a block that IPFS nodes exchange: larger ones would have to be a tree, whose name is not the hash of the bytes. */
    public static final int MAX_BYTES = 1_048_576;

    private static final String KIND = "deopenchat transcript";
    private static final int VERSION = 1;

    /** Whatever is around the receipts, and what sealing adds. */
    private static final int FRAME_BYTES = 2_048;

    public TranscriptBundle {
        receipts = List.copyOf(receipts);
        for (SignedReceipt signed : receipts) {
            if (!signed.receipt().client().equals(client)) {
                throw new IllegalArgumentException("round " + signed.receipt().sequence() + " is of client "
                        + signed.receipt().client() + ", expected " + client);
            }
        }
    }

    public Address provider() {
        return before.provider();
    }

    /** What the client owed in all after the last receipt, with the head of the transcript. */
    public Confirmation after() {
        Confirmation confirmation = before;
        for (SignedReceipt signed : receipts) {
            confirmation = confirmation.and(signed.receipt(), domain.digest(signed.receipt()));
        }
        return confirmation;
    }

    /** As many bundles as it takes for each to fit into a block, each beginning where the last ended. */
    public List<TranscriptBundle> split() {
        List<TranscriptBundle> parts = new ArrayList<>();
        List<SignedReceipt> some = new ArrayList<>();
        Confirmation start = before;
        int bytes = FRAME_BYTES;
        for (SignedReceipt receipt : receipts) {
            int size = Json.bytes(receipt.toJson()).length + 1;
            if (bytes + size > MAX_BYTES) {
                TranscriptBundle part = new TranscriptBundle(domain, client, start, some);
                parts.add(part);
                start = part.after();
                some.clear();
                bytes = FRAME_BYTES;
            }
            some.add(receipt);
            bytes += size;
        }
        parts.add(new TranscriptBundle(domain, client, start, some));
        return parts;
    }

    public byte[] toBytes() {
        ObjectNode node = Json.object()
                .put("kind", KIND)
                .put("version", Integer.toString(VERSION))
                .put("chainId", Long.toString(domain.chainId()))
                .put("contract", domain.contract().toString())
                .put("provider", provider().toString())
                .put("client", client.toString());
        node.putObject("before")
                .put("cumulativeCost", before.cumulativeCost().toString())
                .put("rounds", Long.toString(before.rounds()))
                .put("tokens", Long.toString(before.tokens()))
                .put("transcript", before.transcript().toString());
        ArrayNode array = node.putArray("receipts");
        receipts.forEach(receipt -> array.add(receipt.toJson()));
        return Json.bytes(node);
    }

    /** @throws MalformedMessage if it is no bundle of this version */
    public static TranscriptBundle parse(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new MalformedMessage("a bundle has at most " + MAX_BYTES + " bytes, got " + bytes.length);
        }
        WireObject wire = WireObject.parse(bytes);
        if (!wire.text("kind").equals(KIND) || wire.number("version") != VERSION) {
            throw new MalformedMessage("expected a '" + KIND + "' of version " + VERSION);
        }
        WireObject before = wire.object("before");
        try {
            return new TranscriptBundle(
                    new Domain(wire.number("chainId"), wire.address("contract")),
                    wire.address("client"),
                    new Confirmation(
                            wire.address("provider"),
                            before.wei("cumulativeCost"),
                            before.number("rounds"),
                            before.number("tokens"),
                            before.bytes32("transcript")),
                    wire.objects("receipts").stream()
                            .map(SignedReceipt::fromJson)
                            .toList());
        } catch (IllegalArgumentException e) {
            throw new MalformedMessage(String.valueOf(e.getMessage()));
        }
    }
}
