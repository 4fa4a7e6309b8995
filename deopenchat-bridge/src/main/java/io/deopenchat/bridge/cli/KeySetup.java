package io.deopenchat.bridge.cli;

import io.deopenchat.cli.KeyFile;
import io.deopenchat.cli.UsageError;
import io.deopenchat.signing.MessageSigner;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import io.deopenchat.storage.PrivateDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** The client key: the one that is given, or a new one where its file is to be. */
final class KeySetup {
    private static final String OPTION = "--client-sk-file";

    private final Interview interview;
    private final Answers answers;
    private final ClientKeyOptions options;
    private final PrintWriter warnings;

    KeySetup(Interview interview, Answers answers, ClientKeyOptions options, PrintWriter warnings) {
        this.interview = interview;
        this.answers = answers;
        this.options = options;
        this.warnings = warnings;
    }

    /** @param usual where the key is unless the user says otherwise */
    MessageSigner asked(Path usual) {
        return interview.ask(
                new Interview.Question(OPTION, "file of the client key, made if it is not there", usual.toString()),
                answer -> in(Path.of(answer)));
    }

    /** The key of the file that was named. */
    MessageSigner named(Path file) {
        if (!Files.exists(file) && !interview.asks()) {
            throw new UsageError(
                    "there is no file " + file + " for " + OPTION + "; make a key with: keygen --out " + file);
        }
        return in(file);
    }

    private MessageSigner in(Path file) {
        MessageSigner key = Files.exists(file) ? options.in(file, warnings) : made(file);
        answers.put(OPTION, file);
        return key;
    }

    private MessageSigner made(Path file) {
        SecretKey key = SecretKey.generate(new SecureRandom());
        try {
            PrivateDirectory.create(file.toAbsolutePath().resolveSibling(""));
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of " + file + " cannot be made; name another file", e);
        }
        KeyFile.create(file, key);
        interview.say("  made a new client key: " + file);
        return new Signer(key, Secp256k1.fastest());
    }
}
