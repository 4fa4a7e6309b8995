package io.deopenchat.chain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deopenchat.signing.SecretKey;
import java.util.HexFormat;
import org.bouncycastle.util.BigIntegers;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Wallet;
import org.web3j.crypto.WalletFile;
import org.web3j.crypto.exception.CipherException;

/** The encrypted key file of Ethereum wallets (Web3 Secret Storage, version 3). */
public final class Keystore {
    /** Of the usual strength: N and r of scrypt, whose table has 128 * N * r bytes. */
    private static final long STANDARD_N = 1 << 18;

    private static final long STANDARD_R = 8;
    private static final long MIB = 1024 * 1024;

    /** The serial collector gives memory back by 0, 10, 40 and 100 % of what is too much, one after the other. */
    private static final int COLLECTIONS_TO_SHRINK = 4;

    private static final String SCRYPT_N = "n";
    private static final String SCRYPT_R = "r";

    /** Wallets add members of their own. */
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private Keystore() {}

    /** Whether a secret file is meant to be one; a plain key has no brace. */
    public static boolean isKeystore(String text) {
        return text.stripLeading().startsWith("{");
    }

    /**
     * Encrypts with scrypt at N = 2^18, p = 1 and AES-128-CTR, as other wallets do and read.
     *
     * @return the content of the file, which is worth as much as its password is long
     * @throws IllegalArgumentException if the virtual machine has no room for it
     */
    public static String encrypt(SecretKey key, String password) {
        requireHeap(STANDARD_N, STANDARD_R);
        try {
            return JSON.writeValueAsString(Wallet.createStandard(password, ECKeyPair.create(key.exposed())));
        } catch (CipherException | JsonProcessingException e) {
            throw new IllegalStateException("every Java platform has AES", e);
        } finally {
            returnMemory();
        }
    }

    /**
     * Decrypts a file of any wallet.
     *
     * @param json content of the file
     * @throws IllegalArgumentException if it is no such file or the password is wrong; the message repeats neither
     */
    public static SecretKey decrypt(String json, String password) {
        try {
            requireScrypt(json);
            return decrypted(JSON.readValue(json, WalletFile.class), password);
        } catch (JsonProcessingException e) {
            // without the cause: its message repeats a part of the file
            throw new IllegalArgumentException("it is not a version 3 keystore");
        } finally {
            returnMemory();
        }
    }

    private static SecretKey decrypted(WalletFile file, String password) {
        ECKeyPair key;
        try {
            key = Wallet.decrypt(password, file);
        } catch (CipherException e) {
            throw new IllegalArgumentException("it cannot be decrypted: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("it is not a version 3 keystore", e);
        }
        return SecretKey.parse(
                HexFormat.of().formatHex(BigIntegers.asUnsignedByteArray(SecretKey.LENGTH, key.getPrivateKey())));
    }

    private static void requireScrypt(String json) throws JsonProcessingException {
        JsonNode parameters = JSON.readTree(json).path("crypto").path("kdfparams");
        long n = parameters.path(SCRYPT_N).asInt();
        long r = parameters.path(SCRYPT_R).asInt();
        if (r > 0 && r < 4 && n >= 1L << (16 * r)) {
            throw new IllegalArgumentException(
                    "its scrypt has N = %d with r = %d, which RFC 7914 does not allow; let the".formatted(n, r)
                            + " wallet that made it write it again");
        }
        requireHeap(n, r);
    }

    /** Said before it happens: the launchers end a process that runs out of memory without a word. */
    private static void requireHeap(long n, long r) {
        long table = 128 * n * r;
        if (table > Runtime.getRuntime().maxMemory() / 4 * 3) {
            throw new IllegalArgumentException(
                    "its password takes %d MiB of memory to check; give the program more with JAVA_OPTS=-Xmx%dm"
                            .formatted(table / MIB, table / MIB * 2));
        }
    }

    /** A daemon would keep the table's memory for as long as it has little to do. */
    private static void returnMemory() {
        for (int i = 0; i < COLLECTIONS_TO_SHRINK; i++) {
            System.gc();
        }
    }
}
