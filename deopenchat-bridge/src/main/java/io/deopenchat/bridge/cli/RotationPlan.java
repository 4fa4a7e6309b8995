package io.deopenchat.bridge.cli;

import io.deopenchat.bridge.funds.AllowanceEnd;
import io.deopenchat.chain.AccountState;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.signing.Address;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** What rotate-key would do, as the chain is now. */
record RotationPlan(DeopenchatContract contract, Address client, Instant now, boolean withDelay) {

    List<String> lines(List<Address> providers) {
        SequencedMap<Address, AccountState> accounts = new LinkedHashMap<>();
        for (Address provider : providers) {
            contract.escrow().account(provider, client).ifPresent(account -> accounts.put(provider, account));
        }
        List<String> lines = new ArrayList<>();
        accounts.values().stream()
                .map(AccountState::owner)
                .distinct()
                .forEach(owner -> AllowanceEnd.find(contract, owner, client, now)
                        .ifPresent(end -> lines.add(allowance(owner, end))));
        accounts.forEach((provider, account) -> lines.add(provider + ": " + step(account)));
        return lines;
    }

    private static String allowance(Address owner, AllowanceEnd end) {
        return "wallet " + owner + " allows the key " + end.perDay() + " base units a day until " + end.until()
                + " for " + end.left().size() + (end.left().size() == 1 ? " provider" : " providers")
                + ": would be ended";
    }

    private String step(AccountState account) {
        if (account.maturesAt().filter(from -> !now.isBefore(from)).isPresent()) {
            return "what was requested has matured: would be finished";
        }
        if (account.escrow().isZero()) {
            return "nothing to do: the escrow is empty";
        }
        return account.escrow() + " base units of wallet " + account.owner() + ": "
                + (withDelay ? "" : "the gateway would be asked for a release; without one, ")
                + account.maturesAt()
                        .map(from -> "what is requested matures at " + from)
                        .orElse("all of it would be requested with the delay");
    }
}
