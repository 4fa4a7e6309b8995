package io.deopenchat.gateway.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.SignedTransaction;
import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.Credit;
import io.deopenchat.gateway.account.Ledger;
import io.deopenchat.gateway.account.OpenClaim;
import io.deopenchat.gateway.config.ClaimConfig;
import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.HandClock;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.ConfirmationCall;
import io.deopenchat.protocol.Limits;
import io.deopenchat.signing.Hash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The claims of a gateway on a real ledger, above a {@link FakeChain}: clients confirm, time passes, processes end. Nothing
 * runs by itself; amounts are wei.
 */
final class ClaimDesk implements AutoCloseable {
    static final Duration CLAIM_AFTER = Duration.ofHours(24);
    static final Duration PATIENCE = Duration.ofMinutes(10);
    static final Duration LOOK = Duration.ofSeconds(10);
    static final int DEPTH = 3;
    static final int PERCENT = 5;
    static final long HIGH_WATER_LEVEL = Long.MAX_VALUE;

    private final Path directory;
    private final int percent;
    private final FakeChain chain = new FakeChain();
    private final HandClock clock = new HandClock();
    private final Map<ClientKey, Long> escrows = new LinkedHashMap<>();
    private final Map<ClientKey, Long> confirmed = new LinkedHashMap<>();

    private Ledger ledger;
    private AccountBook accounts;
    private ClaimRun run;

    ClaimDesk(Path directory) {
        this(directory, PERCENT);
    }

    ClaimDesk(Path directory, int percent) {
        this.directory = directory;
        this.percent = percent;
        this.ledger = open();
        this.accounts = book();
        this.run = run();
        chain.beforeDelivery(this::isJournalled);
    }

    private void isJournalled(SignedTransaction transaction) {
        assertThat(journal())
                .flatExtracting(OpenClaim::transactions)
                .extracting(OpenClaim.Sent::signed)
                .contains(transaction);
    }

    private Ledger open() {
        return Ledger.open(directory, Parties.DOMAIN, Parties.PROVIDER, Parties.SEAL, failure -> {
            throw failure;
        });
    }

    private AccountBook book() {
        return new AccountBook(
                ledger, Parties.DOMAIN, Parties.PROVIDER, new Credit(Wei.of(1_000_000)), Limits.SEQUENCE_WINDOW, clock);
    }

    private ClaimRun run() {
        return new ClaimRun(
                accounts,
                ledger.claims(),
                chain,
                new ClaimConfig(HIGH_WATER_LEVEL, CLAIM_AFTER, percent),
                new GasRule(percent),
                new Pace(DEPTH, LOOK, PATIENCE),
                clock,
                ClaimListener.NONE);
    }

    FakeChain chain() {
        return chain;
    }

    void funds(ClientKey client, long escrow) {
        escrows.put(client, escrow);
        chain.funds(client, escrow);
        follows();
    }

    /** The account as the contract has it now. */
    void follows() {
        escrows.forEach((client, escrow) -> accounts.update(escrow(client).state()));
    }

    private Escrow escrow(ClientKey client) {
        return Escrow.of(client, escrows.getOrDefault(client, 0L))
                .claimed(chain.claimed(client).value().longValueExact());
    }

    void asksForItBack(ClientKey client) {
        accounts.update(escrow(client)
                .withdrawing(Wei.MAX, clock.instant(), Duration.ofDays(1))
                .state());
    }

    void confirms(ClientKey client, long total) {
        confirmed.put(client, total);
        Confirmation confirmation = new Confirmation(Parties.PROVIDER, Wei.of(total), 1, 1, Hash.keccak256("t"));
        ConfirmationCall call = client.calls(confirmation, List.of());
        chain.knows(call.signed(), client.address());
        accounts.confirm(call);
    }

    long confirmed(ClientKey client) {
        return confirmed.getOrDefault(client, 0L);
    }

    void passes(Duration time) {
        clock.advance(time);
    }

    /** What the daemon does when it is woken. */
    ClaimRun.Turn turns() {
        return run.turn(false);
    }

    /** After a pause in which a look is due in any case. */
    ClaimRun.Turn turnsLater() {
        passes(Trouble.MAX_PAUSE);
        return turns();
    }

    ClaimRun.Turn stops() {
        return run.turn(true);
    }

    /** The process ends, and the next one knows what the disk knows. */
    void restarts() {
        ledger.close();
        ledger = open();
        accounts = book();
        run = run();
        follows();
    }

    List<OpenClaim> journal() {
        return ledger.claims().open();
    }

    /** Blocks come until nothing is on its way. */
    void comesToRest() {
        for (int i = 0; i < 60 && !(journal().isEmpty() && i > 2); i++) {
            turnsLater();
            chain.mine(DEPTH + 1);
            follows();
        }
    }

    long claimed(ClientKey client) {
        return chain.claimed(client).value().longValueExact();
    }

    @Override
    public void close() {
        ledger.close();
    }
}
