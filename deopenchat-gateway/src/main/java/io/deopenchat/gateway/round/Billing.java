package io.deopenchat.gateway.round;

import io.deopenchat.gateway.account.AccountBook;
import io.deopenchat.gateway.account.FinishedRound;
import io.deopenchat.gateway.account.Terms;
import io.deopenchat.gateway.metering.Measured;
import io.deopenchat.http.ArrayBuffer;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Hash;
import io.deopenchat.signing.Signer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a measured round into a receipt that is on disk. Waits for the disk: never on an event loop. */
final class Billing {
    private static final Logger LOG = LoggerFactory.getLogger(Billing.class);

    private final AccountBook accounts;
    private final Domain domain;
    private final Signer operator;

    Billing(AccountBook accounts, Domain domain, Signer operator) {
        this.accounts = accounts;
        this.domain = domain;
        this.operator = operator;
    }

    FinishedRound bill(Terms terms, byte[] log, String contentType, Measured measured, RoundStatus status) {
        Wei cost = terms.request().prices().costAtMost(measured.usage(), terms.maxCost());
        Receipt receipt = new Receipt(
                terms.client(),
                terms.sequence(),
                terms.requestHash(),
                Bytes32.of(Hash.sha256().digest(log)),
                measured.usage(),
                cost,
                status);
        SignedReceipt signed = new SignedReceipt(receipt, operator.sign(domain, receipt));
        FinishedRound round = new FinishedRound(signed, contentType, terms.call().stream(), ArrayBuffer.of(log));
        accounts.complete(terms, round, measured.source().stored()).join();
        LOG.debug(
                "billed round {} of {}: {} prompt and {} completion tokens ({}), cost {}, {}",
                terms.sequence(),
                terms.client(),
                measured.usage().promptTokens(),
                measured.usage().completionTokens(),
                measured.source().stored(),
                cost,
                status);
        return round;
    }

    void voidRound(Terms terms, ProtocolError reason) {
        accounts.voidRound(terms, reason).join();
        LOG.info(
                "round {} of {} is void: {}",
                terms.sequence(),
                terms.client(),
                reason.code().code());
    }
}
