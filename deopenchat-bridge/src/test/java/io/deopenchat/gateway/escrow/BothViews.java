package io.deopenchat.gateway.escrow;

import io.deopenchat.chain.AccountState;

/** What a gateway grants an account that it sees in the newest and in the deep view of the chain. */
public final class BothViews {
    private BothViews() {}

    public static AccountState of(AccountState newest, AccountState deep) {
        return ContractFollower.cautious(newest, deep);
    }
}
