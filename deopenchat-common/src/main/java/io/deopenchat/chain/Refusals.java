package io.deopenchat.chain;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the contract's errors mean, for people. {@code {name}} stands for an argument of the error, {@code {name:time}} for
 * unix seconds.
 */
final class Refusals {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z]+)(:time)?}");
    private static final BigInteger LATEST_TIME = BigInteger.valueOf(Instant.MAX.getEpochSecond());

    private static final Map<String, String> SENTENCES = Map.ofEntries(
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
            Map.entry("WrongOwner", "the account was expected to be owned by {expected}, but its owner is {actual}"),
            // binds
            Map.entry("WrongBindLength", "a bind has 84 or 85 bytes, this one has {actual}"),
            Map.entry("WrongBindProvider", "the bind is for provider {actual}, not for {expected}"),
            Map.entry(
                    "WrongBindSigner",
                    "the bind was signed by {actual}, not by client {expected} for this owner; sign it again"),
            Map.entry(
                    "OwnerIsFinal",
                    "{owner} owns the account for good: claims counted {rounds} of its rounds; use a new client key"),
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
            // Solidity
            Map.entry("Error", "{reason}"),
            Map.entry("Panic", "it failed an internal check (Solidity panic code {code})"));

    private Refusals() {}

    /** An error without a sentence of its own gives its name and its named arguments. */
    static String sentence(String error, Map<String, String> arguments) {
        String sentence = SENTENCES.get(error);
        if (sentence == null) {
            return error
                    + arguments.entrySet().stream()
                            .map(argument -> argument.getKey() + " " + argument.getValue())
                            .collect(Collectors.joining(", ", "(", ")"));
        }
        return PLACEHOLDER
                .matcher(sentence)
                .replaceAll(
                        match -> Matcher.quoteReplacement(filled(match.group(1), match.group(2) != null, arguments)));
    }

    static Set<String> names() {
        return SENTENCES.keySet();
    }

    private static String filled(String name, boolean time, Map<String, String> arguments) {
        String value = arguments.getOrDefault(name, "?");
        return time ? time(value) : value;
    }

    private static String time(String seconds) {
        BigInteger value = new BigInteger(seconds);
        return value.compareTo(LATEST_TIME) > 0
                ? "never"
                : Instant.ofEpochSecond(value.longValueExact()).toString();
    }
}
