package io.deopenchat.chain;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the contract's errors mean, for people. {@code {name}} stands for an argument of the error, {@code {name:time}} for
 * unix seconds, {@code {name:state}} for the state of an order.
 */
final class RefusalSentences {
    private static final Map<String, String> BY_ERROR = Map.ofEntries(
            // registry
            Map.entry("AlreadyRegistered", "wallet {provider} is registered as a provider already; update it instead"),
            Map.entry("NotRegistered", "wallet {provider} is not registered as a provider; register it first"),
            Map.entry(
                    "ModelNotListed",
                    "provider {provider} does not offer the model with id {model}; see which models it lists"),
            Map.entry("ZeroCapacity", "model '{name}' needs a capacity of at least 1 request"),
            Map.entry("TextLengthOutOfRange", "{field} must have {minimum} to {maximum} characters, it has {actual}"),
            Map.entry(
                    "TextNotPrintable",
                    "{field} has a character outside printable ASCII at position {position}: {actual}"),
            // money
            Map.entry("InsufficientValue", "{expected} base units must be sent with the call, {actual} were"),
            Map.entry(
                    "UnexpectedValue",
                    "{actual} wei of the native coin were sent, but this deployment settles in a token; send none"),
            Map.entry(
                    "WrongTokenAmount",
                    "the token delivered {actual} base units instead of {expected}; it takes a fee or is faulty"),
            Map.entry(
                    "TokenTransferFailed",
                    "token {token} refused to move {amount} base units from {from} to {to}; check balance and allowance"),
            Map.entry(
                    "PermitRefused",
                    "token {token} took no permit of {owner} for {amount} base units, and no approval covers "
                            + "them; sign it again, or approve the amount (a deployment that settles in the native coin "
                            + "needs neither)"),
            Map.entry("PaymentRefused", "{receiver} refused a payment of {amount} base units"),
            Map.entry("NotAToken", "there is no token contract at {currency}"),
            Map.entry("NoCredit", "{payee} has no credit to collect"),
            Map.entry(
                    "PlainTransferRefused",
                    "{amount} wei were sent by {sender} without saying what for; deposit into an account instead"),
            // deposits
            Map.entry("ZeroAmount", "the amount is zero base units"),
            Map.entry("AmountTooLarge", "the amount is {actual} base units, the most is {maximum}"),
            Map.entry(
                    "EscrowOverflow",
                    "{amount} base units on top of an escrow of {escrow} exceed what an account can hold"),
            Map.entry("WrongPublicKeyLength", "a public key has {expected} bytes, this one has {actual}"),
            Map.entry("PointNotOnCurve", "the public key with x {x} and y {y} is not a point of secp256k1"),
            Map.entry("UnknownAccount", "client {client} has no account with provider {provider}; fetch tokens first"),
            Map.entry("ZeroOwner", "the zero address cannot own an account; name a wallet"),
            Map.entry("WrongOwner", "the account was expected to be owned by {expected}, but its owner is {actual}"),
            // binds
            Map.entry("WrongBindLength", "a bind has 84 or 85 bytes, this one has {actual}"),
            Map.entry("WrongBindProvider", "the bind is for provider {actual}, not for {expected}"),
            Map.entry(
                    "WrongBindSigner",
                    "the bind was signed by {actual}, not by client {expected} for this owner; sign it again"),
            Map.entry(
                    "OwnerIsFinal",
                    "{owner} owns the account for good: the client signed for it, or claims counted its rounds "
                            + "({rounds}); use a new client key"),
            Map.entry(
                    "DisplacedWithdrawalPending",
                    "escrow still waits for the displaced owner {beneficiary}, to whom it can be paid from"
                            + " {maturesAt:time}; finish that withdrawal first"),
            // withdrawals
            Map.entry("NotOwner", "the account is owned by {owner}, not by the caller {caller}"),
            Map.entry("NoWithdrawal", "no withdrawal of client {client} from provider {provider} is pending"),
            Map.entry(
                    "WithdrawalNotMature",
                    "the withdrawal can be finished from {maturesAt:time}, it is {currentTime:time} now"),
            Map.entry(
                    "WithdrawalLapsed",
                    "the withdrawal lapsed at {lapsesAt:time}, it is {currentTime:time} now; request it again"),
            Map.entry(
                    "WrongReleaseNonce",
                    "the account's next release has nonce {expected}, this one has {actual}; ask for a new release"),
            Map.entry(
                    "ReleaseExpired",
                    "the release expired at {deadline:time}, it is {currentTime:time} now; ask for a new release"),
            Map.entry(
                    "ReleaseDeadlineTooFar",
                    "the release's deadline {actual:time} is beyond {latest:time}, ten minutes from now"),
            Map.entry(
                    "WrongReleaseSigner",
                    "the release must be signed by operator {expected}, it was signed by {actual}"),
            Map.entry(
                    "WithdrawalDelayOutOfRange",
                    "the withdrawal delay must be {minimum} to {maximum} seconds, it is {actual}"),
            // provisional claims
            Map.entry(
                    "NotProvider",
                    "only provider {provider} may do this, the caller is {caller}; use the provider's wallet"),
            Map.entry(
                    "RequestUsed",
                    "the request {requestHash} has backed a provisional claim before; each request does so once"),
            Map.entry(
                    "ProvisionalClaimOpen",
                    "a provisional claim of provider {provider} against client {client} is open until "
                            + "{closesAt:time}; wait until it is decided"),
            Map.entry(
                    "NoProvisionalClaim",
                    "provider {provider} has no such provisional claim against client {client}; see which one is "
                            + "open"),
            Map.entry(
                    "RequestTooOld",
                    "the request could back a provisional claim until {latest:time}, it is {currentTime:time} "
                            + "now; that is over"),
            Map.entry(
                    "ReceiptMismatch",
                    "the receipt is not for request {requestHash}, or costs more than the request allows; hand in"
                            + " its own receipt"),
            Map.entry(
                    "AssertedTotalOutOfRange",
                    "the asserted total must be above the {above} base units that were claimed and at most "
                            + "{maximum}, which are authorized and there; it is {actual}"),
            Map.entry(
                    "ChallengeWindowOver",
                    "the provisional claim could be contested until {closesAt:time}, it is {currentTime:time} "
                            + "now; it can only be finished"),
            Map.entry(
                    "ChallengeWindowOpen",
                    "the provisional claim can be finished from {closesAt:time}, it is {currentTime:time} now; "
                            + "wait, or contest it"),
            Map.entry(
                    "EscrowLocked",
                    "the provisional claim still holds {locked} of the {escrow} base units in escrow; claim what was"
                            + " confirmed, or wait until it is decided"),
            // prefunds
            Map.entry(
                    "InsufficientPrefund",
                    "the prefunded balance is {balance} base units, {amount} were to be taken from it; ask for less"),
            Map.entry(
                    "PrefundOverflow",
                    "{amount} base units on top of a prefunded balance of {balance} exceed what an owner can hold"),
            Map.entry("UnknownProvider", "provider {provider} is not registered; check the address"),
            Map.entry(
                    "LengthMismatch",
                    "two lists that belong together have {expected} and {actual} entries; give one limit for each"
                            + " provider"),
            // orders
            Map.entry("WrongOrderState", "order {orderId} must be {expected:state} for this, it is {actual:state}"),
            Map.entry(
                    "WrongOrderTerms",
                    "order {orderId} was posted with terms of hash {expected}, these have hash {actual}; hand in "
                            + "the terms of its OrderPosted event"),
            Map.entry(
                    "OrderTimeOutOfRange",
                    "a time of the order must lie between {minimum} and {maximum} (seconds, or unix seconds of "
                            + "its end), it is {actual}"),
            Map.entry(
                    "OrderAskedTooLate",
                    "the provider could be asked until {latest:time}, it is {currentTime:time} now: its time to answer"
                            + " would not end within the time to serve; wait for the end of the order"),
            Map.entry(
                    "OrderLockOver",
                    "the order could be locked until {lockUntil:time}, it is {currentTime:time} now; it can only "
                            + "be returned"),
            Map.entry(
                    "OrderStillOpen",
                    "until {lockUntil:time} only the order's owner may take it back, it is {currentTime:time} "
                            + "now; wait"),
            Map.entry(
                    "ProviderNotWanted",
                    "order {orderId} is not for provider {provider}: its terms name others, or it stayed silent "
                            + "on it before"),
            Map.entry(
                    "PriceAboveOrder",
                    "the order pays at most {maximum.requestPrice} base units per request, {maximum.inputPrice} "
                            + "per 1,000,000 prompt and {maximum.outputPrice} per 1,000,000 completion tokens; the provider"
                            + " asks {actual.requestPrice}, {actual.inputPrice} and {actual.outputPrice}; lower the listing"
                            + " first"),
            Map.entry(
                    "CriteriaNotMet",
                    "the record of provider {provider} does not meet the criteria of order {orderId}; see its "
                            + "terms"),
            Map.entry("NotOrderOwner", "the order is owned by {owner}, not by the caller {caller}"),
            Map.entry("NotOrderProvider", "the order is locked by provider {provider}, not by {actual}"),
            Map.entry(
                    "NotPartyOfOrder",
                    "{caller} is neither the owner of order {orderId} nor the provider that locked it"),
            Map.entry(
                    "OrderHasAnswer",
                    "the provider has answered: order {orderId} stays with it until its time to serve is over"),
            Map.entry(
                    "OrderNotSilent",
                    "the order can be reopened from {silentFrom:time}, it is {currentTime:time} now; ask the provider"
                            + " whether it serves if nobody did, and wait"),
            Map.entry(
                    "OrderAskedBefore",
                    "the provider was asked before, and may stay silent until {silentFrom:time}; wait until then"),
            Map.entry(
                    "AccountHasOrder",
                    "the account holds the stake of order {orderId} already; let that end first, or use another client key"),
            Map.entry(
                    "StakeNotWhole",
                    "of the stake of order {orderId}, {expected} base units, {actual} lie untouched in the account; the order"
                            + " stays with a provider that was paid or asserts a claim, and with an owner that took money out"),
            // what clients say
            Map.entry(
                    "TotalTooHigh",
                    "the client may say at most {maximum} base units here, which it paid; it says {actual}; sign "
                            + "a smaller total"),
            Map.entry(
                    "TotalNotRaised",
                    "the client said {current} base units before, and says {actual} now; sign a larger total"),
            Map.entry("SameProvider", "provider {provider} cannot be compared with itself"),
            // fee
            Map.entry("NotTreasury", "only the treasury {treasury} may do this, the caller is {caller}"),
            Map.entry(
                    "NotProposedTreasury", "only the proposed treasury {proposed} may do this, the caller is {caller}"),
            Map.entry("FeeTooHigh", "the fee is at most {maximum} basis points, asked for were {actual}"),
            // batches and everything else
            Map.entry("TooManyRows", "at most {maximum} rows can come at once, these are {actual}; split them"),
            Map.entry(
                    "WrongSigner",
                    "the message must be signed by {expected}, it was signed by {actual}; sign it again, for this"
                            + " chain and contract"),
            Map.entry(
                    "UnknownFunction",
                    "the contract has no function {selector}; use the version of the programs that it was "
                            + "deployed with"),
            Map.entry(
                    "CalledDirectly",
                    "{extension} is a part of the contract that cannot be used by itself; call the contract"),
            // Solidity
            Map.entry("Error", "{reason}"),
            Map.entry("Panic", "it failed an internal check (Solidity panic code {code})"));

    private RefusalSentences() {}

    /** Null if the error has no sentence of its own. */
    static @Nullable String of(String error) {
        return BY_ERROR.get(error);
    }

    static Set<String> errors() {
        return BY_ERROR.keySet();
    }
}
