package io.deopenchat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.acceptance.backend.Reply;
import io.deopenchat.acceptance.backend.ScriptedBackend;
import io.deopenchat.bridge.comparison.Inbox;
import io.deopenchat.bridge.comparison.Pair;
import io.deopenchat.bridge.comparison.PairFiles;
import io.deopenchat.bridge.comparison.Payer;
import io.deopenchat.bridge.comparison.Side;
import io.deopenchat.chain.ProviderRecord;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Json;
import io.deopenchat.signing.Hash;
import io.deopenchat.signing.SecretKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client says of providers, on a real chain. */
class ReputationIT {
    private static final String MODEL = "storyteller/7b";
    private static final String FLAG = selector("flag(address,address,uint96,bytes)");
    private static final String COMPARE = selector("compare(address,address,address,uint96,bytes)");
    private static final String NOT_RAISED = selector("TotalNotRaised(uint256,uint256)");

    /** Three addresses, then the total. */
    private static final String OF_NOTHING = COMPARE + "[0-9a-f]{192}0{64}";

    @TempDir
    Path scratch = Path.of(".");

    private final AnvilChain chain = new AnvilChain();
    private Marketplace market;
    private ClientActor client;
    private ProviderActor first;
    private ProviderActor second;
    private BridgeCommands commands;

    @BeforeEach
    void opens() {
        market = new Marketplace(chain, scratch);
        client = market.client();
        commands = new BridgeCommands(market, client);
        first = market.provider();
        second = new ProviderActor(market, chain.wallet(2));
        for (ProviderActor provider : List.of(first, second)) {
            ScriptedBackend backend = market.closing(ScriptedBackend.serving(MODEL));
            backend.answers(Reply.saying("Once", " upon", " a", " time").usage(11, 4));
            provider.lists(MODEL, Wei.parseWithUnit("1000gwei"), 8);
            client.fetchesTokens(provider, MODEL, 10);
            provider.serves(backend.api());
        }
    }

    @AfterEach
    void closes() {
        market.close();
    }

    private void isPaid(ProviderActor provider) {
        BridgeActor bridge = client.startsBridge(provider);
        assertThat(bridge.chats(MODEL, "tell me").status()).isEqualTo(200);
        bridge.stops();
        provider.claims();
    }

    private ProviderRecord record(ProviderActor provider) {
        return market.contract().reputation().providerRecord(provider.address());
    }

    private BridgeCommands.Result runs(String command, String... arguments) {
        BridgeCommands.Result result = tries(chain.wallet(3), command, arguments);
        assertThat(result.exitCode()).as(result.toString()).isZero();
        return result;
    }

    private BridgeCommands.Result tries(SecretKey wallet, String command, String... arguments) {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("--client-sk-file", commands.keyFile(client.key())));
        line.addAll(List.of("--eth-wallet-sk-file", commands.keyFile(wallet)));
        return commands.runs(command, line);
    }

    private BridgeCommands.Result flags(String... arguments) {
        return runs(
                "flag",
                Stream.concat(Stream.of("--provider", first.address().toString()), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private BridgeCommands.Result sends(String... arguments) {
        return runs("compare", send(arguments));
    }

    private String[] send(String... arguments) {
        return Stream.concat(
                        Stream.of("send", "--state-dir", client.stateDirectory().toString()), Stream.of(arguments))
                .toArray(String[]::new);
    }

    private SpyNode watchesTheNode() {
        SpyNode node = market.closing(new SpyNode(chain.url()));
        commands = commands.by(node);
        return node;
    }

    /** As it stands in calldata and in the data of a refusal. */
    private static String selector(String signature) {
        return Hash.keccak256(signature).toString().substring(2, 10);
    }

    private Wei paid(ProviderActor provider) {
        return client.account(provider).claimed();
    }

    @Test
    void aFlagIsShownFirstThenSentAndNotSentAgain() {
        isPaid(first);

        assertThat(flags().out()).contains("gas", "nothing was sent, add --yes");
        assertThat(record(first).flagged()).isEqualTo(Wei.ZERO);
        assertThat(flags("--yes").out()).contains("transaction 0x");
        assertThat(record(first).flagged()).isEqualTo(paid(first));
        assertThat(flags("--yes").out()).contains("nothing to do");
        assertThat(record(first).flagged()).isEqualTo(paid(first));
    }

    @Test
    void aPartCanBeFlaggedAndMoreLater() {
        isPaid(first);

        flags("--yes", "--total", "1");
        flags("--yes", "--total", "1");
        assertThat(record(first).flagged()).isEqualTo(Wei.of(1));
        flags("--yes", "--total", "3");
        assertThat(record(first).flagged()).isEqualTo(Wei.of(3));
    }

    @Test
    void aNodeSeesNoFlagBeforeTheUserAgrees() {
        isPaid(first);
        SpyNode node = watchesTheNode();

        assertThat(flags().out()).contains("flag of " + paid(first) + " base units");

        assertThat(node.asked()).isNotEmpty().noneMatch(asked -> asked.contains(FLAG));
        flags("--yes");
        assertThat(node.asked()).anyMatch(asked -> asked.contains(FLAG));
    }

    @Test
    void aNodeSeesNoComparisonThatRaisesAnythingBeforeTheUserAgrees() {
        isPaid(first);
        isPaid(second);
        comparesOneRoundOfEach(Wei.of(5));
        prefersTheStory();
        SpyNode node = watchesTheNode();

        assertThat(sends().out()).contains("comparison of 5 base units");

        assertThat(node.asked())
                .filteredOn(asked -> asked.contains(COMPARE))
                .isNotEmpty()
                .allMatch(asked -> asked.matches(".*" + OF_NOTHING + ".*"));
    }

    @Test
    void aNodeThatNamesMoreThanWasSaidIsNotBelieved() {
        isPaid(first);
        isPaid(second);
        comparesOneRoundOfEach(Wei.of(5));
        prefersTheStory();
        sends("--yes");
        comparesOneRoundOfEach(Wei.of(2));
        prefersTheStory();
        SpyNode node = watchesTheNode();
        String five = NOT_RAISED + "%064x".formatted(5);
        node.lies(told -> told.replace(five, NOT_RAISED + "%064x".formatted(6)));

        BridgeCommands.Result lied = tries(chain.wallet(3), "compare", send("--yes"));

        assertThat(lied.exitCode()).isNotZero();
        assertThat(lied.err()).contains("6 base units were said", "knows of 5 at most", "ask another node");
        node.lies(told -> told);
        sends("--yes");
        assertThat(record(first).preferred()).isEqualTo(Wei.of(7));
    }

    @Test
    void aNodeThatIsAskedForTheFirstTimeIsBelievedNoMoreThanWasPaid() {
        isPaid(first);
        isPaid(second);
        comparesOneRoundOfEach(Wei.of(5));
        prefersTheStory();
        SpyNode node = watchesTheNode();
        node.lies(told -> told.replace(
                NOT_RAISED + "%064x".formatted(0),
                NOT_RAISED + "%064x".formatted(paid(first).value().add(BigInteger.ONE))));

        assertThat(tries(chain.wallet(3), "compare", send("--yes")).exitCode()).isNotZero();

        assertThat(node.asked())
                .filteredOn(asked -> asked.contains(COMPARE))
                .allMatch(asked -> asked.matches(".*" + OF_NOTHING + ".*"));
    }

    private PairFiles pairs() {
        return PairFiles.in(client.stateDirectory(), InstantSource.system());
    }

    /** As the daemon keeps it. */
    private void comparesOneRoundOfEach(Wei cost) {
        new Inbox(pairs(), Payer.of(market.contract().domain(), client.address()))
                .keep(
                        MODEL,
                        "tell me",
                        new Side(first.address(), 1, cost, "Once upon a time"),
                        new Side(second.address(), 1, cost, "No."));
    }

    private void prefersTheStory() {
        Pair pair = pairs().all().stream()
                .filter(one -> one.decided().isEmpty())
                .findFirst()
                .orElseThrow();
        String state = client.stateDirectory().toString();
        assertThat(commands.runs("compare", List.of("list", "--state-dir", state))
                        .out())
                .contains(pair.id(), "tell me")
                .doesNotContain(first.address().toString());
        assertThat(commands.runs("compare", List.of("show", pair.id(), "--state-dir", state))
                        .out())
                .contains("--- A", "--- B", "Once upon a time", "No.")
                .doesNotContain(first.address().toString());
        String better = pair.a().provider().equals(first.address()) ? "A" : "b";
        assertThat(commands.runs("compare", List.of("prefer", pair.id(), better, "--state-dir", state))
                        .out())
                .contains(first.address().toString(), second.address().toString());
    }

    @Test
    void aComparisonIsDecidedBlindShownAndSaidOnce() {
        isPaid(first);
        isPaid(second);
        comparesOneRoundOfEach(paid(first));
        prefersTheStory();

        assertThat(sends().out()).contains("nothing was sent, add --yes");
        assertThat(record(first).compared()).isEqualTo(Wei.ZERO);
        assertThat(sends("--yes").out()).contains("transaction 0x");
        assertThat(record(first).preferred()).isEqualTo(paid(first));
        assertThat(record(second).compared()).isEqualTo(paid(first));
        assertThat(record(second).preferred()).isEqualTo(Wei.ZERO);
        assertThat(pairs().all()).isEmpty();
        assertThat(sends("--yes").out()).isEmpty();
    }

    @Test
    void whoIsStoppedBetweenSendingAndSeeingSaysNothingTwice() throws IOException {
        isPaid(first);
        isPaid(second);
        comparesOneRoundOfEach(Wei.of(5));
        prefersTheStory();
        assertThat(tries(SecretKey.generate(new SecureRandom()), "compare", send("--yes"))
                        .exitCode())
                .as("its wallet cannot pay")
                .isNotZero();
        Path file = client.stateDirectory()
                .resolve("comparisons")
                .resolve(pairs().all().getFirst().id() + ".pair");
        byte[] asSigned = Files.readAllBytes(file);
        sends("--yes");

        Files.write(file, asSigned);
        sends("--yes");

        assertThat(record(first).preferred()).isEqualTo(Wei.of(5));
        assertThat(pairs().all()).isEmpty();
    }

    @Test
    void whatBothProvidersHaveNotClaimedWaits() {
        isPaid(first);
        comparesOneRoundOfEach(paid(first));
        prefersTheStory();

        assertThat(sends("--yes").out()).contains("wait until both providers have claimed");
        isPaid(second);
        sends("--yes");

        assertThat(record(first).preferred()).isEqualTo(paid(first));
    }

    @Test
    void laterComparisonsRaiseWhatWasSaidBefore() {
        isPaid(first);
        isPaid(second);
        for (int i = 0; i < 2; i++) {
            comparesOneRoundOfEach(Wei.of(5));
            prefersTheStory();
            sends("--yes");
        }

        assertThat(record(first).preferred()).isEqualTo(Wei.of(10));
    }

    private BridgeCommands.Result looks(String... arguments) {
        return commands.runs("reputation", List.of(arguments));
    }

    @Test
    void whatTheChainKnowsIsToldAndIsTheSumOfItsEvents() {
        isPaid(first);
        isPaid(second);
        flags("--yes", "--total", "1");
        comparesOneRoundOfEach(Wei.of(5));
        prefersTheStory();
        sends("--yes");

        BridgeCommands.Result told = looks("--verify", "--json");

        assertThat(told.exitCode()).as(told.toString()).isZero();
        JsonNode ofFirst = Json.parseObject(("{\"all\":" + told.out().strip() + "}").getBytes(StandardCharsets.UTF_8))
                .path("all")
                .path(0);
        assertThat(ofFirst.path("provider").asText()).isEqualTo(first.address().toString());
        assertThat(ofFirst.path("paid").asText()).isEqualTo(paid(first).toString());
        assertThat(ofFirst.path("rounds").asText()).isEqualTo("1");
        assertThat(ofFirst.path("clients").asText()).isEqualTo("1");
        assertThat(ofFirst.path("flaggedBasisPoints").asText()).as("rounded up").isEqualTo("1");
        assertThat(ofFirst.path("preferredBasisPoints").asText()).isEqualTo("10000");
        assertThat(ofFirst.path("eventsAgree").asBoolean()).isTrue();
        assertThat(ofFirst.has("finishedBasisPoints")).as("it locked no order").isFalse();
        assertThat(looks(second.address().toString()).out())
                .contains("0.00%", second.address().toString())
                .doesNotContain(first.address().toString());
    }

    @Test
    void eventsThatANodeLeavesOutAreMissed() {
        isPaid(first);
        long later = market.node().headBlock() + 1;
        isPaid(second);

        BridgeCommands.Result told = looks(
                "--verify",
                "--from-block",
                Long.toString(later),
                first.address().toString());

        assertThat(told.exitCode()).isEqualTo(1);
        assertThat(told.out()).contains("its events tell something else");
    }
}
