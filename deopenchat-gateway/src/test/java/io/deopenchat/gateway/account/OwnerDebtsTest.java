package io.deopenchat.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.gateway.fixture.Escrow;
import io.deopenchat.gateway.fixture.Parties;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The running sum is what adding up would give, whatever happens to the accounts. */
class OwnerDebtsTest {
    private static final long SEED = 20_261_122;
    private static final List<Address> OWNERS = List.of(Parties.OWNER, Parties.OTHER_OWNER);

    private final Random random = new Random(SEED);
    private final OwnerDebts debts = new OwnerDebts();
    private final List<ClientKey> keys =
            IntStream.range(0, 6).mapToObj(i -> new ClientKey("key " + i)).toList();
    private final List<Account> accounts = keys.stream()
            .map(key -> new Account(key.address(), Parties.PROVIDER, 16))
            .toList();

    @Test
    void sumsWhatTheOtherAccountsOfAnOwnerBorrow() {
        for (int step = 1; step <= 2_000; step++) {
            changes(random.nextInt(accounts.size()), step);
            for (Account each : accounts) {
                assertThat(debts.ofOthers(each))
                        .as("step %d of seed %d", step, SEED)
                        .isEqualTo(addedUp(each));
            }
        }
    }

    private void changes(int index, long sequence) {
        Account account = accounts.get(index);
        if (account.chain().isEmpty() || random.nextInt(4) == 0) {
            account.chain(Escrow.of(keys.get(index), 1_000_000)
                    .claimed(random.nextInt(1_000))
                    .owner(OWNERS.get(random.nextInt(OWNERS.size())))
                    .state());
        } else {
            account.reserve(sequence, Wei.of(random.nextInt(500)));
            if (random.nextBoolean()) {
                account.unreserve(sequence);
            }
        }
        debts.recount(account);
    }

    private Wei addedUp(Account account) {
        if (account.chain().isEmpty()) {
            return Wei.ZERO;
        }
        Address owner = account.chain().get().owner();
        return accounts.stream()
                .filter(other -> other != account)
                .filter(other -> other.chain()
                        .filter(state -> state.owner().equals(owner))
                        .isPresent())
                .map(other -> Credit.borrowed(other.exposure().value(), other.claimed()))
                .reduce(Wei.ZERO, Wei::plus);
    }
}
