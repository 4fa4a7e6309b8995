package io.deopenchat.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.chain.Anvil;
import io.deopenchat.chain.Fees;
import io.deopenchat.chain.SignedTransaction;
import io.deopenchat.cli.KeyFile;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.Admission;
import io.deopenchat.gateway.account.Credit;
import io.deopenchat.gateway.account.FinishedRound;
import io.deopenchat.gateway.account.Ledger;
import io.deopenchat.gateway.account.OpenClaim;
import io.deopenchat.gateway.account.OwnOrder;
import io.deopenchat.gateway.account.Terms;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.fixture.Offer;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.gateway.fixture.ProviderOnChain;
import io.deopenchat.gateway.fixture.Wish;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ConfirmationCall;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Limits;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.signing.Hash;
import io.vertx.core.buffer.Buffer;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that look at a ledger while a daemon has it open. */
@Timeout(120)
class LedgerCommandsTest {
    private static final String SECRET_ANSWER = "an answer that nobody may see";

    private static ProviderOnChain provider;

    private final ClientKey client = new ClientKey("client");
    private final ClientKey other = new ClientKey("other");
    private final HandClock clock = new HandClock();
    private final Path directory;
    private final Path deployment;
    private final Ledger ledger;
    private final AccountBook accounts;

    LedgerCommandsTest(@TempDir Path directory) {
        this.directory = directory.resolve("state");
        this.deployment = directory.resolve("deployment.json");
        this.ledger = Ledger.open(
                this.directory, provider.contract().domain(), ProviderOnChain.PROVIDER, Parties.SEAL, failure -> {
                    throw failure;
                });
        this.accounts = new AccountBook(
                ledger,
                provider.contract().domain(),
                ProviderOnChain.PROVIDER,
                new Credit(Wei.of(1_000_000)),
                Limits.SEQUENCE_WINDOW,
                clock);
    }

    @BeforeAll
    static void deploy() {
        provider = new ProviderOnChain();
        provider.buys(new ClientKey("client"), 300_000);
        provider.buys(new ClientKey("other"), 3_000);
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    @BeforeEach
    void knows() {
        provider.chain().deployment().write(deployment);
        accounts.update(provider.account(client));
        accounts.update(provider.account(other));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private Terms admits(ClientKey whose, long sequence) {
        Terms terms = Wish.of(whose, sequence).maxCost(100).terms();
        assertThat(accounts.admit(terms, Optional.of(Offer.listing(Offer.BY_REQUEST, 1_000)), Optional::empty))
                .isInstanceOfSatisfying(
                        Admission.Admitted.class, admitted -> admitted.durable().join());
        return terms;
    }

    private void bills(Terms terms, long cost) {
        Receipt receipt = new Receipt(
                terms.client(),
                terms.sequence(),
                terms.requestHash(),
                Hash.keccak256("response"),
                new Usage(7, 3),
                Wei.of(cost),
                RoundStatus.COMPLETE);
        SignedReceipt signed = new SignedReceipt(receipt, Parties.OPERATOR.sign(Parties.DOMAIN, receipt));
        accounts.complete(
                        terms,
                        new FinishedRound(signed, "application/json", false, Buffer.buffer(SECRET_ANSWER)),
                        "backend_final")
                .join();
    }

    private CommandLineRun accounts(String... more) {
        return CommandLineRun.of(Stream.concat(
                        Stream.of(
                                "accounts",
                                "--chain-endpoint",
                                provider.anvil().url(),
                                "--deployment",
                                deployment.toString(),
                                "--provider",
                                ProviderOnChain.PROVIDER.toString()),
                        Stream.of(more))
                .toList());
    }

    private CommandLineRun rounds(String... more) {
        return CommandLineRun.of(
                Stream.concat(Stream.of("rounds", "--state-dir", directory.toString()), Stream.of(more))
                        .toList());
    }

    @Test
    void rowsThatTheRunningDaemonHasOnTheirWayAreNotClaimedAgain() {
        SignedConfirmation underway = provider.confirms(client, 100);
        accounts.confirm(new ConfirmationCall(client.address(), underway, List.of()));
        accounts.confirm(new ConfirmationCall(other.address(), provider.confirms(other, 50), List.of()));
        SignedTransaction sent = new SignedTransaction(
                Hash.keccak256("sent"), 7, 200_000, new Fees(BigInteger.ONE, BigInteger.TEN), "0x00");
        ledger.claims()
                .begin(new OpenClaim(
                        List.of(new OpenClaim.Row(client.address(), underway, Wei.of(100))),
                        List.of(new OpenClaim.Sent(sent, clock.instant()))));
        Path key = deployment.resolveSibling("wallet.key");
        KeyFile.create(key, Anvil.key(1));

        CommandLineRun run = CommandLineRun.of(List.of(
                        "--chain-endpoint",
                        provider.anvil().url(),
                        "--deployment",
                        deployment.toString(),
                        "--wallet-sk-file",
                        key.toString(),
                        "claim",
                        "--state-dir",
                        directory.toString()))
                .succeeds();

        assertThat(run.err())
                .contains("left out client " + client.address() + ": the running daemon claims it in " + sent.hash());
        assertThat(run.objects().getFirst().get("paid").textValue()).isEqualTo("50");
        assertThat(provider.account(client).claimed()).isEqualTo(Wei.ZERO);
    }

    @Test
    void ordersAreListedTheLastPostedFirst() {
        ledger.orders().write(order(7, OwnOrder.State.FINISHED, 60));
        ledger.orders().write(order(8, OwnOrder.State.LOCKED, 0));
        List<String> more = List.of("--state-dir", directory.toString());

        List<String> table = CommandLineRun.of(
                        Stream.concat(Stream.of("orders"), more.stream()).toList())
                .succeeds()
                .lines();
        List<ObjectNode> objects = CommandLineRun.of(Stream.concat(Stream.of("orders", "--json"), more.stream())
                        .toList())
                .succeeds()
                .objects();

        assertThat(table).hasSize(3);
        assertThat(table.get(1)).contains(client.address().toString(), " locked ", "2026-", Offer.MODEL);
        assertThat(table.get(2)).contains(" finished ", " 60 ");
        assertThat(objects).extracting(order -> order.get("order").textValue()).containsExactly("8", "7");
        assertThat(objects.getLast().get("earned").textValue()).isEqualTo("60");
        assertThat(objects.getLast().get("stake").textValue()).isEqualTo("100");
    }

    private OwnOrder order(long id, OwnOrder.State state, long earned) {
        return new OwnOrder(
                id,
                client.address(),
                Offer.MODEL,
                Wei.of(100),
                Duration.ofMinutes(5),
                0,
                Wei.ZERO,
                state,
                clock.instant().plusSeconds(300),
                Wei.of(earned),
                clock.instant());
    }

    @Test
    void whereNoDaemonEverRanThereIsNothingToShow() {
        Path nowhere = directory.resolve("nowhere");

        assertThat(CommandLineRun.of(List.of("rounds", "--state-dir", nowhere.toString()))
                        .fails(1))
                .contains("there is no ledger in " + nowhere + "; the daemon makes one at its first start");
        assertThat(accounts("--state-dir", nowhere.toString()).fails(1)).contains("there is no ledger in " + nowhere);
    }

    @Test
    void theLedgerOfAnotherProviderIsNotMistakenForThisOnes() {
        Path another = directory.resolve("another");
        Ledger.open(another, provider.contract().domain(), Parties.OWNER, Parties.SEAL, failure -> {
                    throw failure;
                })
                .close();

        assertThat(accounts("--state-dir", another.toString()).fails(1))
                .contains("the ledger is of chain 31337")
                .contains("provider " + Parties.OWNER)
                .contains("name the right one with --state-dir");
    }

    @Test
    void accountsShowEveryAmountWhileTheDaemonRuns() {
        bills(admits(client, 1), 40);
        bills(admits(client, 2), 2);
        admits(client, 3);

        List<ObjectNode> shown = accounts("--state-dir", directory.toString(), "--json")
                .succeeds()
                .objects();

        assertThat(shown).hasSize(2);
        ObjectNode account = shown.stream()
                .filter(node ->
                        node.get("client").textValue().equals(client.address().toString()))
                .findFirst()
                .orElseThrow();
        assertThat(account.get("escrow").textValue()).isEqualTo("300000");
        assertThat(account.get("claimed").textValue()).isEqualTo("0");
        assertThat(account.get("unconfirmed").textValue()).isEqualTo("42");
        assertThat(account.get("unconfirmedRounds").textValue()).isEqualTo("2");
        assertThat(account.get("reserved").textValue()).isEqualTo("100");
        assertThat(account.get("roundsInFlight").textValue()).isEqualTo("1");
        assertThat(account.get("state").textValue()).isEqualTo("open");
    }

    @Test
    void accountsAreATableUnlessAskedOtherwise() {
        bills(admits(client, 1), 40);

        List<String> table =
                accounts("--state-dir", directory.toString()).succeeds().lines();

        assertThat(table).hasSize(3).first().asString().startsWith("CLIENT").contains("UNCONFIRMED", "RESERVED");
        assertThat(table)
                .anyMatch(row -> row.startsWith(client.address().toString())
                        && row.contains("300000")
                        && row.contains(" 40 ")
                        && row.endsWith("open"));
    }

    @Test
    void roundsTellHowTheyEndedAndNothingOfTheirContent() {
        bills(admits(client, 1), 40);
        accounts.voidRound(admits(other, 1), ProtocolError.of(ErrorCode.BACKEND_TIMEOUT, "late"))
                .join();
        admits(client, 2);

        CommandLineRun run = rounds("--json").succeeds();

        assertThat(run.out()).doesNotContain("nobody may see");
        assertThat(run.objects())
                .extracting(round -> round.get("state").textValue())
                .containsExactly("admitted", "void", "completed");
        assertThat(run.objects().get(1).get("voidCode").textValue()).isEqualTo("backend_timeout");
        ObjectNode billed = run.objects().get(2);
        assertThat(billed.get("cost").textValue()).isEqualTo("40");
        assertThat(billed.get("status").textValue()).isEqualTo("complete");
        assertThat(billed.get("promptTokens").textValue()).isEqualTo("7");
        assertThat(billed.get("completionTokens").textValue()).isEqualTo("3");
        assertThat(billed.get("usageSource").textValue()).isEqualTo("backend_final");
    }

    @Test
    void roundsAreLimitedToTheNewestAndToAClient() {
        bills(admits(client, 1), 40);
        bills(admits(client, 2), 41);
        bills(admits(other, 1), 42);

        assertThat(rounds("--json", "--limit", "1").succeeds().objects())
                .extracting(round -> round.get("cost").textValue())
                .containsExactly("42");
        List<String> table = rounds("--client", client.address().toString(), "--limit", "1")
                .succeeds()
                .lines();
        assertThat(table).hasSize(2);
        assertThat(table.get(1)).contains(client.address().toString(), "completed", " 41 ");
    }

    @Test
    void aLimitBelowOneIsWrongUsage() {
        assertThat(rounds("--limit", "0").fails(2)).contains("--limit must be at least 1, got 0");
    }
}
