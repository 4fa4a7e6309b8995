package io.deopenchat.chain;

import io.deopenchat.chain.AccountEvent.AccountOpened;
import io.deopenchat.chain.AccountEvent.Claimed;
import io.deopenchat.chain.AccountEvent.Deposited;
import io.deopenchat.chain.AccountEvent.OwnerBound;
import io.deopenchat.chain.AccountEvent.OwnerDisplaced;
import io.deopenchat.chain.AccountEvent.Released;
import io.deopenchat.chain.AccountEvent.ToppedUp;
import io.deopenchat.chain.AccountEvent.WithdrawalCancelled;
import io.deopenchat.chain.AccountEvent.WithdrawalFinished;
import io.deopenchat.chain.AccountEvent.WithdrawalRequested;
import io.deopenchat.chain.wrapper.Deopenchat;
import java.util.List;
import org.web3j.protocol.core.methods.response.Log;

/** Changes of accounts, read from logs. */
final class AccountEvents {
    static final List<EventReader<?>> READERS = List.of(
            new EventReader<>(Deopenchat.ACCOUNTOPENED_EVENT, AccountOpened.class, AccountEvents::accountOpened),
            new EventReader<>(Deopenchat.OWNERBOUND_EVENT, OwnerBound.class, AccountEvents::ownerBound),
            new EventReader<>(Deopenchat.DEPOSITED_EVENT, Deposited.class, AccountEvents::deposited),
            new EventReader<>(Deopenchat.OWNERDISPLACED_EVENT, OwnerDisplaced.class, AccountEvents::ownerDisplaced),
            new EventReader<>(Deopenchat.CLAIMED_EVENT, Claimed.class, AccountEvents::claimed),
            new EventReader<>(
                    Deopenchat.WITHDRAWALREQUESTED_EVENT,
                    WithdrawalRequested.class,
                    AccountEvents::withdrawalRequested),
            new EventReader<>(
                    Deopenchat.WITHDRAWALCANCELLED_EVENT,
                    WithdrawalCancelled.class,
                    AccountEvents::withdrawalCancelled),
            new EventReader<>(
                    Deopenchat.WITHDRAWALFINISHED_EVENT, WithdrawalFinished.class, AccountEvents::withdrawalFinished),
            new EventReader<>(Deopenchat.RELEASED_EVENT, Released.class, AccountEvents::released),
            new EventReader<>(Deopenchat.TOPPEDUP_EVENT, ToppedUp.class, AccountEvents::toppedUp));

    private AccountEvents() {}

    private static AccountOpened accountOpened(EventOrigin origin, Log log) {
        var event = Deopenchat.getAccountOpenedEventFromLog(log);
        return new AccountOpened(
                origin,
                Abi.address(event.provider),
                Abi.address(event.client),
                Abi.address(event.owner),
                Abi.publicKey(event.publicKeyX, event.publicKeyY));
    }

    private static OwnerBound ownerBound(EventOrigin origin, Log log) {
        var event = Deopenchat.getOwnerBoundEventFromLog(log);
        return new OwnerBound(origin, Abi.address(event.provider), Abi.address(event.client), Abi.address(event.owner));
    }

    private static Deposited deposited(EventOrigin origin, Log log) {
        var event = Deopenchat.getDepositedEventFromLog(log);
        return new Deposited(
                origin,
                Abi.address(event.provider),
                Abi.address(event.client),
                Abi.address(event.owner),
                Abi.wei(event.amount),
                Abi.wei(event.escrow));
    }

    private static OwnerDisplaced ownerDisplaced(EventOrigin origin, Log log) {
        var event = Deopenchat.getOwnerDisplacedEventFromLog(log);
        return new OwnerDisplaced(
                origin,
                Abi.address(event.provider),
                Abi.address(event.client),
                Abi.address(event.owner),
                Abi.address(event.displacedOwner),
                Abi.wei(event.withdrawing),
                Abi.time(event.maturesAt));
    }

    private static Claimed claimed(EventOrigin origin, Log log) {
        var event = Deopenchat.getClaimedEventFromLog(log);
        Totals totals = new Totals(event.totals);
        return new Claimed(
                origin,
                Abi.address(event.provider),
                Abi.address(event.client),
                totals.cumulativeCost(),
                totals.rounds(),
                totals.tokens(),
                Abi.bytes32(event.transcript));
    }

    private static WithdrawalRequested withdrawalRequested(EventOrigin origin, Log log) {
        var event = Deopenchat.getWithdrawalRequestedEventFromLog(log);
        return new WithdrawalRequested(
                origin,
                Abi.address(event.provider),
                Abi.address(event.client),
                Abi.address(event.owner),
                Abi.wei(event.amount),
                Abi.wei(event.declaredTotal),
                Abi.time(event.maturesAt),
                Abi.time(event.lapsesAt));
    }

    private static WithdrawalCancelled withdrawalCancelled(EventOrigin origin, Log log) {
        var event = Deopenchat.getWithdrawalCancelledEventFromLog(log);
        return new WithdrawalCancelled(
                origin, Abi.address(event.provider), Abi.address(event.client), Abi.address(event.owner));
    }

    private static WithdrawalFinished withdrawalFinished(EventOrigin origin, Log log) {
        var event = Deopenchat.getWithdrawalFinishedEventFromLog(log);
        return new WithdrawalFinished(
                origin,
                Abi.address(event.provider),
                Abi.address(event.client),
                Abi.address(event.beneficiary),
                Abi.wei(event.providerPaid),
                Abi.wei(event.paid),
                Abi.wei(event.claimed));
    }

    private static Released released(EventOrigin origin, Log log) {
        var event = Deopenchat.getReleasedEventFromLog(log);
        return new Released(
                origin,
                Abi.address(event.provider),
                Abi.address(event.client),
                Abi.address(event.owner),
                Abi.wei(event.providerPaid),
                Abi.wei(event.paid),
                Abi.wei(event.claimed),
                Abi.number(event.nonce));
    }

    private static ToppedUp toppedUp(EventOrigin origin, Log log) {
        var event = Deopenchat.getToppedUpEventFromLog(log);
        return new ToppedUp(
                origin,
                Abi.address(event.provider),
                Abi.address(event.client),
                Abi.address(event.owner),
                Abi.wei(event.amount),
                Abi.wei(event.total),
                Abi.wei(event.balance));
    }
}
