package io.deopenchat.bridge.market;

import io.deopenchat.bridge.counterparty.Counterparty;
import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.Bytes;
import io.deopenchat.chain.Criteria;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import io.deopenchat.storage.StorageFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** One order between a market, a buyer and deals that do what a test wants. */
abstract class OrderScene {
    static final Address FIRST = Address.parse("0x00000000000000000000000000000000000000b1");
    static final Address SECOND = Address.parse("0x00000000000000000000000000000000000000b2");
    static final Wei STAKE = Wei.of(1_000);
    static final Wei COST = Wei.of(30);
    static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path state = Path.of(".");

    final FakeMarket market = new FakeMarket();
    final FakeBuyer buyer = new FakeBuyer();
    final FakeDeals deals = new FakeDeals();

    static final class FakeBuyer implements Buyer {
        boolean isWaiting = true;

        @Override
        public boolean isWaiting() {
            return isWaiting;
        }

        @Override
        public Served serve(Counterparty provider, Turn turn) {
            throw new AssertionError("the deals of this test ask nobody");
        }
    }

    /** With each provider a deal that does what the test wants. */
    static final class FakeDeals implements LiveOrder.Deals {
        final List<Address> opened = new ArrayList<>();
        final List<Address> serving = new ArrayList<>();
        final List<Address> unusable = new ArrayList<>();

        @Nullable
        FakeDeal current;

        boolean hasBegun;

        @Override
        public Deal open(Address provider) {
            opened.add(provider);
            if (unusable.contains(provider)) {
                throw new StorageFailure("there is nothing at its endpoint");
            }
            current = new FakeDeal(serving.contains(provider));
            return current;
        }

        FakeDeal current() {
            if (current == null) {
                throw new AssertionError("no deal was opened");
            }
            return current;
        }

        @Override
        public boolean hasBegun(Address provider) {
            return hasBegun;
        }
    }

    static final class FakeDeal implements Deal {
        final boolean serves;
        State state = State.IDLE;
        Wei owed = Wei.ZERO;
        int asked;
        boolean isClosed;
        boolean begins;

        FakeDeal(boolean serves) {
            this.serves = serves;
        }

        @Override
        public State state() {
            return state;
        }

        @Override
        public void ask() {
            asked++;
            if (serves) {
                state = State.OVER;
                owed = COST;
            }
        }

        @Override
        public boolean giveUp() {
            return !begins;
        }

        @Override
        public Wei owed() {
            return owed;
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }

    static SecretKey key() {
        return SecretKey.parse("0x" + "11".repeat(32));
    }

    OrderFile file() {
        Signer client = new Signer(key(), Secp256k1.fastest());
        OrderDraft draft = new OrderDraft(
                "storyteller",
                STAKE,
                new Prices(STAKE, TokenPrice.FREE, TokenPrice.FREE),
                Duration.ofMinutes(5),
                Criteria.NONE,
                List.of());
        return new OrderFile(
                new Domain(31_337, FakeMarket.OWNER),
                FakeMarket.OWNER,
                client.address(),
                draft.model(),
                draft.at(FakeMarket.START, FakeMarket.TICK),
                Bytes.EMPTY,
                null,
                null,
                null);
    }

    LiveOrder order(OrderFile file) {
        OrderDirectory directory = OrderDirectory.of(state, file.client());
        directory.write(file);
        return new LiveOrder(directory, file, new Signer(key(), Secp256k1.fastest()), buyer, market, deals);
    }

    LiveOrder runs() {
        return runs(file());
    }

    LiveOrder runs(OrderFile file) {
        LiveOrder order = order(file);
        order.run();
        return order;
    }

    OrderFile written() {
        return OrderDirectory.in(state).getFirst().read();
    }

    Duration timeToServe() {
        return OrderDraft.TIME_TO_SERVE;
    }

    AccountState account(Wei escrow, Wei claimed, @Nullable Instant matures) {
        return account(escrow, Wei.ZERO, claimed, matures);
    }

    AccountState account(Wei escrow, Wei locked, Wei claimed, @Nullable Instant matures) {
        return new AccountState(
                file().client(),
                FakeMarket.OWNER,
                true,
                new Signer(key(), Secp256k1.fastest()).publicKey(),
                escrow,
                claimed,
                0,
                0,
                locked,
                matures == null ? Wei.ZERO : Wei.MAX,
                Wei.ZERO,
                matures,
                matures == null ? null : matures.plus(DAY),
                0,
                Address.ZERO,
                Wei.ZERO,
                Wei.ZERO);
    }

    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }
}
