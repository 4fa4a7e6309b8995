package io.deopenchat.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.bridge.support.Parties;
import io.deopenchat.cli.UsageError;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.FakeSigner;
import io.deopenchat.signing.MessageSigner;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class ClientKeyOptionsTest {
    private static final String ONE = "1".repeat(64);
    private static final String ADDRESS = Parties.CLIENT.address().toString();

    @Command
    private static final class Options {
        @Mixin
        private final ClientKeyOptions key = new ClientKeyOptions();
    }

    private static ClientKeyOptions options(String... arguments) {
        Options options = new Options();
        CommandLine line = new CommandLine(options);
        line.registerConverter(Address.class, Address::parseTyped);
        line.parseArgs(arguments);
        return options.key;
    }

    private static MessageSigner find(ClientKeyOptions options, Map<String, String> environment) {
        return options.find(environment, new PrintWriter(new StringWriter())).orElseThrow();
    }

    @Test
    void takesTheOnlyAccountOfAnotherProgram() {
        try (FakeSigner program = FakeSigner.returning("[\"" + ADDRESS + "\"]")) {
            assertThat(find(options("--client-signer-url", program.url()), Map.of())
                            .address())
                    .isEqualTo(Parties.CLIENT.address());
        }
    }

    @Test
    void wantsOneOfSeveralAccountsNamed() {
        try (FakeSigner program = FakeSigner.returning("[\"" + ADDRESS + "\",\"" + Parties.PROVIDER + "\"]")) {
            ClientKeyOptions options = options("--client-signer-url", program.url());
            assertThatThrownBy(() -> find(options, Map.of()))
                    .isInstanceOf(UsageError.class)
                    .hasMessageContaining("has 2 accounts; name one of them")
                    .hasMessageContaining("--client-signer-address");
        }
    }

    @Test
    void takesOneKeyOnly() {
        ClientKeyOptions options = options("--client-signer-url", "http://127.0.0.1:1");

        assertThatThrownBy(() -> find(options, Map.of("DEOPENCHAT_CLIENT_SK", ONE)))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("more than one client key is given");
    }

    @Test
    void anAddressAloneNamesNoProgram() {
        ClientKeyOptions options = options("--client-signer-address", ADDRESS);

        assertThatThrownBy(() -> find(options, Map.of()))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("belongs to --client-signer-url");
    }

    @Test
    void asksInClearOnThisMachineOnly() {
        ClientKeyOptions options = options("--client-signer-url", "http://10.0.0.1:8550");

        assertThatThrownBy(() -> find(options, Map.of()))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("over http on this machine only");
    }

    @Test
    void tellsTheWaysToGiveAKey() {
        assertThatThrownBy(() -> options().require(new PrintWriter(new StringWriter())))
                .isInstanceOf(UsageError.class)
                .hasMessage(
                        "no client key is given: use --client-sk-file FILE, --client-signer-url URL, or the environment"
                                + " variable DEOPENCHAT_CLIENT_SK");
    }
}
