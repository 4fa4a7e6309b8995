package io.deopenchat.chain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
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
    /** Wallets add members of their own. */
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private Keystore() {}

    /**
     * @param json content of the file
     * @throws IllegalArgumentException if it is no such file or the password is wrong; the message repeats neither
     */
    public static SecretKey decrypt(String json, String password) {
        WalletFile file;
        try {
            file = JSON.readValue(json, WalletFile.class);
        } catch (JsonProcessingException e) {
            // without the cause: its message repeats a part of the file
            throw new IllegalArgumentException("it is not a version 3 keystore");
        }
        try {
            ECKeyPair key = Wallet.decrypt(password, file);
            return SecretKey.parse(
                    HexFormat.of().formatHex(BigIntegers.asUnsignedByteArray(SecretKey.LENGTH, key.getPrivateKey())));
        } catch (CipherException e) {
            throw new IllegalArgumentException("it cannot be decrypted: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("it is not a version 3 keystore", e);
        }
    }
}
