package io.deopenchat.chain;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.PublicKey;
import java.time.Instant;

/** Something that changed one account. Where there is {@code claimed}, it is what the provider was paid for it in total. */
public sealed interface AccountEvent extends ProviderEvent {
    Address client();

    record AccountOpened(EventOrigin origin, Address provider, Address client, Address owner, PublicKey publicKey)
            implements AccountEvent {}

    /** The client's signature named the owner of its account. */
    record OwnerBound(EventOrigin origin, Address provider, Address client, Address owner) implements AccountEvent {}

    /** Money came in; {@code escrow} is the new total. */
    record Deposited(EventOrigin origin, Address provider, Address client, Address owner, Wei amount, Wei escrow)
            implements AccountEvent {}

    /** The client gave the account to another owner; the old escrow became a withdrawal of the displaced one. */
    record OwnerDisplaced(
            EventOrigin origin,
            Address provider,
            Address client,
            Address owner,
            Address displacedOwner,
            Wei withdrawing,
            Instant maturesAt)
            implements AccountEvent {}

    /**
     * A row of a claim moved money: what it paid is the difference to what the account had paid before.
     *
     * @param claimed base units that the provider was paid for the account in total
     * @param rounds counted in total
     * @param tokens that the client confirmed in total; 2^63 - 1 stands for anything beyond it
     */
    record Claimed(
            EventOrigin origin,
            Address provider,
            Address client,
            Wei claimed,
            long rounds,
            long tokens,
            Bytes32 transcript)
            implements AccountEvent {}

    record WithdrawalRequested(
            EventOrigin origin,
            Address provider,
            Address client,
            Address owner,
            Wei amount,
            Wei declaredTotal,
            Instant maturesAt,
            Instant lapsesAt)
            implements AccountEvent {}

    record WithdrawalCancelled(EventOrigin origin, Address provider, Address client, Address owner)
            implements AccountEvent {}

    record WithdrawalFinished(
            EventOrigin origin,
            Address provider,
            Address client,
            Address beneficiary,
            Wei providerPaid,
            Wei paid,
            Wei claimed)
            implements AccountEvent {}

    record Released(
            EventOrigin origin,
            Address provider,
            Address client,
            Address owner,
            Wei providerPaid,
            Wei paid,
            Wei claimed,
            long nonce)
            implements AccountEvent {}

    /**
     * The client moved prefunded money into the account.
     *
     * @param amount base units moved
     * @param total base units that this client ever moved from this owner to this provider
     * @param balance base units that the owner has left
     */
    record ToppedUp(
            EventOrigin origin, Address provider, Address client, Address owner, Wei amount, Wei total, Wei balance)
            implements AccountEvent {}

    /** The provider asserts a total that the client has not confirmed. */
    record ProvisionalClaimOpened(
            EventOrigin origin,
            Address provider,
            Address client,
            Bytes32 requestHash,
            Wei assertedTotal,
            Wei bond,
            Instant closesAt)
            implements AccountEvent {}

    /** Nobody contested: the provider was paid and got its bond back. */
    record ProvisionalClaimPaid(
            EventOrigin origin, Address provider, Address client, Bytes32 requestHash, Wei providerPaid, Wei claimed)
            implements AccountEvent {}

    /**
     * The provider was paid what is owed.
     *
     * @param burned base units of the escrow, and as many of the bond, that went to nobody
     */
    record ProvisionalClaimContested(
            EventOrigin origin,
            Address provider,
            Address client,
            Bytes32 requestHash,
            Wei owed,
            Wei providerPaid,
            Wei burned,
            Wei claimed)
            implements AccountEvent {}

    /** All of it was claimed meanwhile: the provider took its bond back. */
    record ProvisionalClaimDropped(EventOrigin origin, Address provider, Address client, Bytes32 requestHash)
            implements AccountEvent {}
}
