package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.archive.Cid;
import io.deopenchat.chain.AccountEvent;
import io.deopenchat.chain.ClaimEvent;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was paid for is archived, and proven to somebody who has the bundle and a node. */
class TranscriptIT {
    private static final String MODEL = "storyteller/7b";

    @TempDir
    Path scratch = Path.of(".");

    private final AnvilChain chain = new AnvilChain();
    private Marketplace market;
    private ClientActor client;
    private ProviderActor provider;
    private BridgeCommands commands;
    private Path folder = Path.of(".");

    @BeforeEach
    void opens() {
        market = new Marketplace(chain, scratch);
        client = market.client();
        commands = new BridgeCommands(market, client);
        provider = market.provider();
        folder = scratch.resolve("archive");
        ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
        backend.answers(Reply.saying("Once", " upon", " a", " time").usage(11, 4));
        provider.lists(MODEL, Wei.parseWithUnit("1000gwei"), 8);
        client.fetchesTokens(provider, MODEL, 10);
        provider.serves(backend.api());
    }

    @AfterEach
    void closes() {
        market.close();
    }

    private void pays(int rounds) {
        BridgeActor bridge = client.startsBridge(provider);
        for (int i = 0; i < rounds; i++) {
            assertThat(bridge.chats(MODEL, "tell me").status()).isEqualTo(200);
        }
        bridge.stops();
        provider.claims();
    }

    private AccountEvent.Claimed newestClaim() {
        return provider.claimedRows().getLast();
    }

    private BridgeCommands.Result archives(String... more) {
        List<String> line = new ArrayList<>(List.of(
                "--provider",
                provider.address().toString(),
                "--state-dir",
                client.stateDirectory().toString(),
                "--folder",
                folder.toString(),
                "--client-sk-file",
                commands.keyFile(client.key())));
        line.addAll(List.of(more));
        BridgeCommands.Result result = commands.runs("archive-transcripts", line);
        assertThat(result.exitCode()).as(result.toString()).isZero();
        return result;
    }

    private static String cid(BridgeCommands.Result archived) {
        return archived.out().substring(0, archived.out().indexOf(':'));
    }

    private BridgeCommands.Result verifies(SecretKey key, String... bundles) {
        List<String> line = new ArrayList<>(List.of(bundles));
        line.addAll(List.of("--folder", folder.toString(), "--client-sk-file", commands.keyFile(key)));
        return commands.runs("verify-transcript", line);
    }

    @Test
    void aSealedBundleIsAnnouncedAndProvesWhatWasPaidFor() {
        pays(3);

        BridgeCommands.Result archived = archives("--yes", "--eth-wallet-sk-file", commands.keyFile(chain.wallet(1)));
        String cid = cid(archived);

        assertThat(archived.out())
                .contains("3 receipts up to transcript " + newestClaim().transcript(), "sealed");
        assertThat(market.contract().events(provider.address(), 0, market.node().headBlock()))
                .filteredOn(ClaimEvent.TranscriptArchived.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(ClaimEvent.TranscriptArchived.class, told -> {
                    assertThat(told.archiver()).isEqualTo(client.owner().address());
                    assertThat(told.client()).isEqualTo(client.address());
                    assertThat(told.transcript()).isEqualTo(newestClaim().transcript());
                    assertThat(new Cid(told.digest())).hasToString(cid);
                });
        BridgeCommands.Result verified = verifies(client.key(), cid);
        assertThat(verified.exitCode()).as(verified.toString()).isZero();
        assertThat(verified.out())
                .contains(
                        "rounds 1 to 3",
                        "begins with the account",
                        "ends at transcript " + newestClaim().transcript(),
                        newestClaim().claimed() + " base units for 45 tokens");
    }

    @Test
    void withoutAYesNothingIsSent() {
        pays(1);
        long before = market.node().headBlock();

        assertThat(archives().out()).contains("nothing was sent, add --yes");

        assertThat(market.node().headBlock()).isEqualTo(before);
    }

    @Test
    void aSealedBundleOpensForNobodyElse() {
        pays(1);
        String cid = cid(archives());

        BridgeCommands.Result verified = verifies(SecretKey.generate(new SecureRandom()), cid);

        assertThat(verified.exitCode()).isEqualTo(1);
        assertThat(verified.out()).startsWith("does not hold: ").contains("does not open with this key");
    }

    @Test
    void aBundleThatSomebodyChangedProvesNothing() throws IOException {
        pays(2);
        String cid = cid(archives("--clear"));
        Path file = folder.resolve(cid);
        String changed = Files.readString(file).replaceFirst("\"promptTokens\":\"11\"", "\"promptTokens\":\"12\"");
        Path other = folder.resolve("changed");
        Files.writeString(other, changed);

        assertThat(verifies(client.key(), file.toString()).exitCode()).isZero();
        BridgeCommands.Result verified = verifies(client.key(), other.toString());
        assertThat(verified.exitCode()).isEqualTo(1);
        assertThat(verified.out()).contains("does not hold: its receipts end at transcript", "of which no claim tells");
        Files.writeString(file, changed);
        assertThat(verifies(client.key(), cid).out()).contains("does not hold: expected block " + cid);
    }

    @Test
    void laterBundlesBeginWhereEarlierOnesEnded() {
        pays(2);
        String first = cid(archives());
        String head = newestClaim().transcript().toString();
        pays(1);

        BridgeCommands.Result archived = archives("--since", head);
        String second = cid(archived);

        assertThat(archived.out()).contains("1 receipts up to transcript");
        assertThat(verifies(client.key(), second).out()).contains("rounds 3 to 3", "begins at transcript " + head);
        assertThat(verifies(client.key(), first, second).exitCode()).isZero();
        assertThat(verifies(client.key(), second, first).exitCode()).isEqualTo(1);
        assertThat(archives("--since", newestClaim().transcript().toString()).out())
                .contains("nothing to archive");
    }

    @Test
    void roundsThatNobodyClaimedWait() {
        BridgeActor bridge = client.startsBridge(provider);
        assertThat(bridge.chats(MODEL, "tell me").status()).isEqualTo(200);
        bridge.stops();

        assertThat(archives().out()).contains("nothing to archive");
        assertThat(folder).doesNotExist();
    }
}
