package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.funds.AccountFunds;
import io.deopenchat.bridge.funds.Owed;
import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.bridge.provider.GatewayClient;
import io.deopenchat.bridge.provider.GatewayProbe;
import io.deopenchat.bridge.provider.GatewayRefusal;
import io.deopenchat.bridge.provider.Reply;
import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.LifeSign;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.cli.Finding;
import io.deopenchat.cli.Findings;
import io.deopenchat.money.Usage;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.AccountInfo;
import io.deopenchat.protocol.OfferedModel;
import io.deopenchat.protocol.ProviderInfo;
import io.deopenchat.signing.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What stands between a client key and being served by one provider, one finding for each question. */
final class ProviderDiagnosis {
    static final Duration CLOCKS_MAY_DIFFER = Duration.ofSeconds(30);

    /** An ordinary call; the escrow must cover one of the dearest model. */
    static final Usage ORDINARY_CALL = new Usage(1_024, 1_024);

    private final DeopenchatContract contract;
    private final GatewayProbe gateways;
    private final Address client;
    private final Path stateDirectory;
    private final InstantSource clock;

    ProviderDiagnosis(
            DeopenchatContract contract,
            GatewayProbe gateways,
            Address client,
            Path stateDirectory,
            InstantSource clock) {
        this.contract = contract;
        this.gateways = gateways;
        this.client = client;
        this.stateDirectory = stateDirectory;
        this.clock = clock;
    }

    List<Finding> of(Address provider) {
        Optional<RegisteredProvider> registered = contract.registry().provider(provider);
        if (registered.isEmpty()) {
            return List.of(Finding.fail(
                    "provider " + provider + " is not registered at this contract; see" + " print-all-providers"));
        }
        List<Listing> listed = listed(provider);
        List<Finding> findings = new ArrayList<>();
        findings.add(ofListings(provider, listed));
        findings.add(Findings.tried(() -> ofLife(registered.get())));
        findings.addAll(ofGateway(registered.get(), listed));
        findings.add(Findings.tried(() -> ofEscrow(provider, listed)));
        return findings;
    }

    List<Listing> listed(Address provider) {
        return contract.registry().listings(provider).stream()
                .filter(listing -> listing.listed() && listing.kind() == Listing.INFERENCE)
                .toList();
    }

    private static Finding ofListings(Address provider, List<Listing> listed) {
        return listed.isEmpty()
                ? Finding.fail("provider " + provider + " lists no model now; choose another one")
                : Finding.ok("provider " + provider + " lists "
                        + listed.stream()
                                .map(listing -> Printable.text(listing.name()))
                                .collect(Collectors.joining(", ")));
    }

    /** Its gateway is asked beside this: what the chain says is older, and says that its wallet can pay. */
    private Finding ofLife(RegisteredProvider provider) {
        LifeSign sign = contract.lifeSigns().newest(provider, LifeSign.STALE_AFTER);
        Instant now = clock.instant();
        String text = "the last " + sign.kind().name().toLowerCase(Locale.ROOT) + " of provider " + provider.provider()
                + " on chain is " + Ages.text(sign.age(now)) + " old";
        return sign.isStale(now)
                ? Finding.warn(text + ": its wallet may be empty, or its backend down; another provider is preferred")
                : Finding.ok(text);
    }

    private List<Finding> ofGateway(RegisteredProvider provider, List<Listing> listed) {
        return switch (gateways.ask(provider, GatewayClient::info)) {
            case Reply.Answered<ProviderInfo>(ProviderInfo info) ->
                List.of(ofIdentity(provider, info), ofClocks(info), ofModels(listed, info), ofAccount(provider));
            case Reply.Refused<ProviderInfo>(GatewayRefusal refusal) ->
                List.of(Finding.fail(named(provider) + " refuses to tell about itself (status " + refusal.status()
                        + "); ask the provider, or choose another one"));
            case Reply.Failed<ProviderInfo>(String reason) ->
                List.of(Finding.fail(named(provider) + " cannot be used now, choose another one if it stays so: "
                        + Printable.text(reason)));
        };
    }

    private static String named(RegisteredProvider provider) {
        return "the gateway at " + Printable.text(provider.endpoint());
    }

    private Finding ofIdentity(RegisteredProvider provider, ProviderInfo info) {
        boolean same = info.provider().equals(provider.provider())
                && info.chainId() == contract.domain().chainId()
                && info.contract().equals(contract.address());
        if (!same) {
            return Finding.fail(named(provider) + " serves provider " + info.provider() + " of contract "
                    + info.contract() + " on chain " + info.chainId() + "; tell the provider, or choose another one");
        }
        return provider.operators().validForReceipts(clock.instant()).contains(info.operator())
                ? Finding.ok(named(provider) + " is this provider's and speaks version " + ProviderInfo.PROTOCOL
                        + " of the protocol")
                : Finding.fail(named(provider) + " signs as " + info.operator()
                        + ", which is not its operator on chain: its receipts would be disputed; tell the provider");
    }

    private Finding ofClocks(ProviderInfo info) {
        long ahead = clock.instant().getEpochSecond() - info.serverTime();
        return Math.abs(ahead) > CLOCKS_MAY_DIFFER.toSeconds()
                ? Finding.warn("this machine's clock is " + Math.abs(ahead) + " s "
                        + (ahead > 0 ? "ahead of" : "behind")
                        + " the gateway's, and deadlines are judged by both; set the one that is wrong")
                : Finding.ok("the gateway's clock differs by " + Math.abs(ahead) + " s");
    }

    private static Finding ofModels(List<Listing> listed, ProviderInfo info) {
        Set<String> missing = listed.stream().map(Listing::name).collect(Collectors.toCollection(TreeSet::new));
        info.models().stream().map(OfferedModel::name).forEach(missing::remove);
        return missing.isEmpty()
                ? Finding.ok("the gateway serves every listed model")
                : Finding.warn("the gateway does not serve " + Printable.text(String.join(", ", missing))
                        + " now; use another model, or another provider for it");
    }

    private Finding ofAccount(RegisteredProvider provider) {
        return switch (gateways.ask(provider, GatewayClient::account)) {
            case Reply.Answered<AccountInfo>(AccountInfo account) ->
                Finding.ok("the gateway knows the account: "
                        + account.unconfirmed().size() + " rounds unconfirmed");
            case Reply.Refused<AccountInfo>(GatewayRefusal refusal) ->
                Finding.warn("the gateway does not serve the account (" + Printable.text(refusal.code())
                        + "): a deposit counts once it is deep enough; wait, or buy with fetch-tokens");
            case Reply.Failed<AccountInfo>(String reason) ->
                Finding.fail("the gateway did not tell of the account: " + Printable.text(reason)
                        + "; try again, or ask the provider");
        };
    }

    private Finding ofEscrow(Address provider, List<Listing> listed) {
        Optional<AccountState> account = contract.escrow().account(provider, client);
        if (account.isEmpty()) {
            return Finding.fail("client " + client + " has bought nothing of provider " + provider
                    + "; buy with up or fetch-tokens");
        }
        Owed owed = Owed.read(stateDirectory, AccountId.of(contract.domain(), provider, client));
        Wei free = AccountFunds.of(provider, account.get(), owed).free();
        Instant now = clock.instant();
        Wei call = listed.stream()
                .map(listing -> listing.at(now).prices().cost(ORDINARY_CALL))
                .reduce(Wei.ZERO, Wei::max);
        Amounts amounts = Amounts.of(contract);
        String text = amounts.text(free) + " of the escrow are free, a call of 1,024 tokens each way costs up to "
                + amounts.text(call);
        return free.isBelow(call)
                ? Finding.fail(text + "; buy more with fetch-tokens, or let --auto-buy do it")
                : Finding.ok(text);
    }
}
