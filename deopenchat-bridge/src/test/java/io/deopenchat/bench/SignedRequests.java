package io.deopenchat.bench;

import io.deopenchat.acceptance.PaidMarket;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.protocol.WireObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Calls as a client signs them, of several accounts in turn. They are signed ahead, because that is the client's work; each
 * account confirms after so many receipts, which is a call beside those that are counted.
 */
final class SignedRequests implements Requests {
    private static final int RECEIPTS_OF_A_CONFIRMATION = 64;
    private static final String RECEIPT = "event: " + Headers.RECEIPT_EVENT + "\ndata: ";

    private final List<Payer> payers;
    private final byte[] body;
    private final int port;

    SignedRequests(int port, List<PaidMarket.Account> accounts, byte[] body) {
        this.port = port;
        this.body = body;
        this.payers = accounts.stream().map(Payer::new).toList();
    }

    private static final class Payer {
        private final PaidMarket.Account account;
        private final Deque<byte[]> signed = new ArrayDeque<>();
        private boolean confirming;

        private Payer(PaidMarket.Account account) {
            this.account = account;
        }
    }

    @Override
    public void prepare(int calls) {
        int each = calls / payers.size() + 1;
        for (Payer payer : payers) {
            while (payer.signed.size() < each) {
                payer.signed.add(sign(payer));
            }
        }
    }

    private byte[] sign(Payer payer) {
        SignedRequest signed = payer.account.signs(body);
        String headers = Headers.REQUEST + ": " + signed.header() + "\r\n" + Headers.SIGNATURE + ": "
                + signed.signature() + "\r\n";
        return Requests.http(port, InferenceEndpoint.CHAT_COMPLETIONS.path(), headers, body);
    }

    @Override
    public Next next(int lane) {
        int number = lane % payers.size();
        Payer payer = payers.get(number);
        if (!payer.confirming && payer.account.unconfirmed() >= RECEIPTS_OF_A_CONFIRMATION) {
            payer.confirming = true;
            return new Next(
                    Requests.http(port, Headers.CONFIRMATIONS_PATH, "", payer.account.confirms()), false, number);
        }
        byte[] ready = payer.signed.poll();
        return new Next(ready == null ? sign(payer) : ready, true, number);
    }

    @Override
    public void answered(Next request, AnswerReader answer) {
        Payer payer = payers.get(request.account());
        if (!request.isCounted()) {
            payer.confirming = false;
        } else if (answer.status() == 200) {
            payer.account.received(receipt(answer));
        }
    }

    private static SignedReceipt receipt(AnswerReader answer) {
        String header = answer.header(Headers.RECEIPT.toLowerCase(Locale.ROOT));
        if (!header.isEmpty()) {
            return SignedReceipt.fromHeader(header);
        }
        String end = answer.end();
        int at = end.lastIndexOf(RECEIPT);
        if (at < 0) {
            throw new IllegalStateException("no receipt behind " + end);
        }
        int json = at + RECEIPT.length();
        return SignedReceipt.fromJson(
                WireObject.parse(end.substring(json, end.indexOf("\n\n", json)).getBytes(StandardCharsets.UTF_8)));
    }
}
