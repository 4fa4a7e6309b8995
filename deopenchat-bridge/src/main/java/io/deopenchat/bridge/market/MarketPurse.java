package io.deopenchat.bridge.market;

import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.signing.SecretKey;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * With what orders are posted: a wallet that stakes, and gets back what is left.
 *
 * @param owner key of that wallet; nothing else should send from it meanwhile
 */
public record MarketPurse(ChainClient chain, DeopenchatContract contract, SecretKey owner, OrderRules rules) {

    /** The orders of this owner in a state directory; none is taken up by itself. */
    public OrderBook open(Path stateDirectory, InstantSource clock, OrderBook.Accounts accounts) {
        TransactionSender wallet = new TransactionSender(chain, contract.network(), owner);
        return new OrderBook(
                stateDirectory,
                contract.domain(),
                owner,
                rules,
                new ContractMarket(chain, contract, wallet, clock),
                accounts);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "purse for orders on " + contract.address();
    }
}
