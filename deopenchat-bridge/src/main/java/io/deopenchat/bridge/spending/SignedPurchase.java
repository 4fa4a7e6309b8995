package io.deopenchat.bridge.spending;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.chain.KeptTransaction;
import io.deopenchat.chain.SignedTransaction;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.MalformedMessage;
import io.deopenchat.protocol.WireObject;
import io.deopenchat.signing.Address;
import io.deopenchat.storage.PrivateDirectory;
import io.deopenchat.storage.PrivateFile;
import io.deopenchat.storage.StorageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A purchase that is signed, and on disk before it is sent: whoever is killed afterwards sends the same transaction again, and
 * its nonce lets it happen once.
 *
 * @param wallet that pays
 * @param ktokens thousands of tokens
 * @param cost in base units, gas not counted
 */
public record SignedPurchase(Address wallet, String model, long ktokens, Wei cost, SignedTransaction transaction) {

    /** @throws StorageFailure if there is a file that holds no purchase */
    static Optional<SignedPurchase> read(Path file) {
        try {
            return Optional.of(of(WireObject.parse(Files.readAllBytes(file))));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException | MalformedMessage | IllegalArgumentException e) {
            throw new StorageFailure(
                    "the purchase that was begun cannot be read from " + file + " (" + e.getMessage()
                            + "); see with the command account whether it happened, then remove the file",
                    e);
        }
    }

    void write(Path file) {
        try {
            PrivateDirectory.create(file.toAbsolutePath().resolveSibling(""));
            PrivateFile.replace(file, Json.bytes(toJson()));
        } catch (IOException e) {
            throw new StorageFailure(
                    "the purchase cannot be written down in " + file + ", so nothing was sent; check the disk", e);
        }
    }

    static void forget(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new StorageFailure("the purchase is done, but " + file + " cannot be removed; remove it", e);
        }
    }

    KeptTransaction kept() {
        return new KeptTransaction(wallet, transaction);
    }

    private ObjectNode toJson() {
        ObjectNode node = Json.object();
        node.put("model", model);
        node.put("ktokens", Long.toString(ktokens));
        node.put("cost", cost.toString());
        kept().writeTo(node);
        return node;
    }

    private static SignedPurchase of(WireObject json) {
        KeptTransaction kept = KeptTransaction.of(json);
        return new SignedPurchase(
                kept.wallet(), json.text("model"), json.number("ktokens"), json.wei("cost"), kept.transaction());
    }
}
