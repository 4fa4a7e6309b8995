package io.deopenchat.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.chain.Anvil;
import io.deopenchat.chain.DeployedChain;
import io.deopenchat.chain.Fee;
import io.deopenchat.cli.KeyFile;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.ProviderOnChain;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a treasury does, and what everybody sees of the fee. Account 9 is the treasury, account 8 follows it. */
@Timeout(120)
class FeeCommandsTest {
    private static final int TREASURY = 9;
    private static final int SUCCESSOR = 8;
    private static final int PROVIDER = 1;

    private static ProviderOnChain provider;

    private final Path directory;
    private String snapshot = "";

    FeeCommandsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void deploy() {
        provider = new ProviderOnChain();
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    @BeforeEach
    void remember() {
        snapshot = provider.anvil().snapshot();
        provider.chain().deployment().write(directory.resolve("deployment.json"));
        for (int account : List.of(TREASURY, SUCCESSOR, PROVIDER)) {
            KeyFile.create(wallet(account), Anvil.key(account));
        }
    }

    @AfterEach
    void goBack() {
        provider.anvil().revert(snapshot);
        provider.chain().forgetNonces();
    }

    private Path wallet(int account) {
        return directory.resolve(account + ".key");
    }

    private CommandLineRun looks(String... command) {
        List<String> arguments = new ArrayList<>(List.of(
                "--chain-endpoint",
                provider.anvil().url(),
                "--deployment",
                directory.resolve("deployment.json").toString()));
        arguments.addAll(List.of(command));
        return CommandLineRun.of(arguments);
    }

    private CommandLineRun runs(int account, String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--wallet-sk-file", wallet(account).toString()));
        return looks(arguments.toArray(String[]::new));
    }

    private static Fee fee() {
        return provider.contract().treasury().fee();
    }

    private static void theNoticePasses() {
        provider.anvil().increaseTime(DeployedChain.WITHDRAWAL_DELAY.plus(Duration.ofSeconds(1)));
        provider.anvil().mine();
    }

    private void aFeeOf(int basisPoints) {
        runs(TREASURY, "contract-set-fee", "--basis-points", Integer.toString(basisPoints))
                .succeeds();
        theNoticePasses();
    }

    private static void aClientPays(long total) {
        ClientKey client = new ClientKey("client");
        provider.buys(client, 30_000);
        provider.wallet()
                .send(provider.contract()
                        .claims()
                        .claim(ProviderOnChain.PROVIDER, List.of(provider.confirms(client, total))));
    }

    @Test
    void aRaiseIsAnnouncedAndShownWithItsTime() {
        CommandLineRun run =
                runs(TREASURY, "contract-set-fee", "--basis-points", "250").succeeds();

        Instant from = fee().announced().orElseThrow().from();
        assertThat(run.lines()).containsExactly("fee 0 basis points, from " + from + " on 250");
        assertThat(looks("fee-status").succeeds().lines())
                .contains(
                        "fee       0 basis points (0 %) of what a provider earns, rounded up to a base unit",
                        "pending   250 basis points (2.5 %) from " + from,
                        "cap       500 basis points (5 %), for good; a raise waits one withdrawal delay",
                        "treasury  " + DeployedChain.TREASURY);
    }

    @Test
    void theStatusOfAProviderTellsWhatIsAnnounced() {
        runs(TREASURY, "contract-set-fee", "--basis-points", "250").succeeds();

        ObjectNode status = looks("status", "--json", "--provider", ProviderOnChain.PROVIDER.toString())
                .succeeds()
                .objects()
                .getFirst();

        assertThat(status.get("feeBasisPoints").textValue()).isEqualTo("0");
        assertThat(status.at("/announcedFee/basisPoints").textValue()).isEqualTo("250");
    }

    @Test
    void sayingTheSameAgainDoesNotBeginTheNoticeAnew() {
        runs(TREASURY, "contract-set-fee", "--basis-points", "250").succeeds();
        Instant from = fee().announced().orElseThrow().from();
        provider.anvil().increaseTime(Duration.ofHours(1));

        CommandLineRun run =
                runs(TREASURY, "contract-set-fee", "--basis-points", "250").succeeds();

        assertThat(run.lines().getFirst()).isEqualTo("that was said last; nothing was sent");
        assertThat(fee().announced().orElseThrow().from()).isEqualTo(from);
    }

    @Test
    void aLowerFeeHoldsAtOnceAndDropsWhatWasAnnounced() {
        aFeeOf(100);
        runs(TREASURY, "contract-set-fee", "--basis-points", "400").succeeds();

        assertThat(runs(TREASURY, "contract-set-fee", "--basis-points", "50")
                        .succeeds()
                        .lines())
                .containsExactly("fee 50 basis points");

        assertThat(fee().announced()).isEmpty();
    }

    @Test
    void aFeeAboveTheCapIsWrongUsageAndNothingIsSent() {
        long before = provider.chain().client().headBlock();

        assertThat(runs(TREASURY, "contract-set-fee", "--basis-points", "501").fails(2))
                .contains("--basis-points must be 0 to 500");

        assertThat(provider.chain().client().headBlock()).isEqualTo(before);
    }

    @Test
    void nobodyButTheTreasurySetsTheFee() {
        assertThat(runs(PROVIDER, "contract-set-fee", "--basis-points", "1").fails(1))
                .contains("only the treasury " + DeployedChain.TREASURY);
    }

    @Test
    void whatClaimsLeftWaitsForTheTreasuryWhichCollectsIt() {
        aFeeOf(100);
        aClientPays(12_345);

        ObjectNode status = looks("fee-status", "--json").succeeds().objects().getFirst();
        assertThat(status.get("feeBasisPoints").textValue()).isEqualTo("100");
        assertThat(status.get("waiting").textValue()).isEqualTo("124");
        assertThat(status.has("announced")).isFalse();

        assertThat(runs(TREASURY, "collect-credit").succeeds().out()).startsWith("collected 124 base units in 0x");
        assertThat(provider.contract().credits().credit(DeployedChain.TREASURY)).isEqualTo(Wei.ZERO);
        assertThat(runs(TREASURY, "collect-credit").succeeds().out()).contains("nothing was sent");
    }

    @Test
    void aTreasuryHandsItsPlaceOverAndKeepsWhatIsDue() {
        aFeeOf(100);
        aClientPays(10_000);
        Address successor = Anvil.address(SUCCESSOR);

        runs(TREASURY, "contract-propose-treasury", "--treasury", successor.toString())
                .succeeds();
        assertThat(looks("fee-status").succeeds().out())
                .contains(DeployedChain.TREASURY + ", which proposed " + successor + " for its place");
        assertThat(runs(PROVIDER, "contract-accept-treasury").fails(1)).contains(successor.toString());
        runs(SUCCESSOR, "contract-accept-treasury").succeeds();

        assertThat(fee().treasury()).isEqualTo(successor);
        assertThat(provider.contract().credits().credit(DeployedChain.TREASURY)).isEqualTo(Wei.of(100));
        runs(TREASURY, "collect-credit").succeeds();
    }

    @Test
    void aProposalCanBeTakenBack() {
        runs(
                        TREASURY,
                        "contract-propose-treasury",
                        "--treasury",
                        Anvil.address(SUCCESSOR).toString())
                .succeeds();

        runs(TREASURY, "contract-propose-treasury", "--treasury", Address.ZERO.toString())
                .succeeds();

        assertThat(fee().proposedTreasury()).isEqualTo(Address.ZERO);
    }
}
