package io.deopenchat.gateway.claim;

import io.deopenchat.chain.ClaimStatus;
import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Address;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends confirmations to the contract when somebody asks for it, many to a transaction, and waits. Sending one twice pays nothing twice: totals are cumulative.
 */
public final class Claims {
    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

    /** 26 KB of calldata: below what Filecoin takes in a message, and about a tenth of what fits a block of 30 M gas. */
    public static final int MAX_ROWS = 200;

    private final DeopenchatContract contract;
    private final TransactionSender sender;
    private final Address provider;

    public Claims(DeopenchatContract contract, TransactionSender sender, Address provider) {
        this.contract = contract;
        this.sender = sender;
        this.provider = provider;
    }

    /**
     * Claims what pays; rows that would pay nothing are left out.
     *
     * @return one entry per transaction, none if nothing pays
     */
    public List<ClaimedRows> claim(List<SignedConfirmation> confirmations) {
        List<ClaimedRows> claimed = new ArrayList<>();
        for (int from = 0; from < confirmations.size(); from += MAX_ROWS) {
            List<SignedConfirmation> paying =
                    thatPay(confirmations.subList(from, Math.min(from + MAX_ROWS, confirmations.size())));
            if (!paying.isEmpty()) {
                claimed.add(send(paying));
            }
        }
        return claimed;
    }

    private List<SignedConfirmation> thatPay(List<SignedConfirmation> rows) {
        List<ClaimStatus> statuses = contract.claims().preflightClaim(sender.address(), provider, rows);
        List<SignedConfirmation> paying = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            switch (statuses.get(i)) {
                case PAID -> paying.add(rows.get(i));
                case CAPPED -> {
                    LOG.warn(
                            "the escrow does not cover a confirmed total of {} base units; claiming what is there",
                            rows.get(i).confirmation().cumulativeCost());
                    paying.add(rows.get(i));
                }
                case STALE -> {}
                case UNKNOWN_ACCOUNT, BAD_SIGNATURE ->
                    LOG.error(
                            "the contract does not know the signer of a stored confirmation of {} base units",
                            rows.get(i).confirmation().cumulativeCost());
            }
        }
        return paying;
    }

    private ClaimedRows send(List<SignedConfirmation> rows) {
        ClaimedRows claimed =
                ClaimedRows.of(contract, sender.send(contract.claims().claim(provider, rows)));
        LOG.info(
                "claimed {} base units from {} accounts, fee {}, in {}, gas {}",
                claimed.paid(),
                claimed.rows().size(),
                claimed.fee(),
                claimed.transaction().hash(),
                claimed.transaction().gasCost());
        return claimed;
    }
}
