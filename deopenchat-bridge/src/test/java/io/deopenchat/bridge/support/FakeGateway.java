package io.deopenchat.bridge.support;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.bridge.support.Script.End;
import io.deopenchat.http.Answers;
import io.deopenchat.money.Wei;
import io.deopenchat.openai.InferenceEndpoint;
import io.deopenchat.protocol.AccountInfo;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.ConfirmationCall;
import io.deopenchat.protocol.ContentHash;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.protocol.Headers;
import io.deopenchat.protocol.InferenceRequest;
import io.deopenchat.protocol.Json;
import io.deopenchat.protocol.OfferedModel;
import io.deopenchat.protocol.ProtocolError;
import io.deopenchat.protocol.ProviderInfo;
import io.deopenchat.protocol.Receipt;
import io.deopenchat.protocol.RoundStatus;
import io.deopenchat.protocol.ServiceLimits;
import io.deopenchat.protocol.SignedAccess;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.protocol.SignedReceipt;
import io.deopenchat.protocol.SignedRequest;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Hash;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.Verifier;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's side of the protocol with real signatures and no money behind it. Rounds are answered as a {@link Script}
 * says; everything that it received is kept for the test to look at.
 */
public final class FakeGateway implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 10;

    private final Vertx vertx = Vertx.vertx();
    private final Verifier verifier = new Verifier(Secp256k1.fastest());
    private final HttpServer server;
    private final Address provider;

    private final List<SignedRequest> requests = new CopyOnWriteArrayList<>();
    private final List<ConfirmationCall> confirmations = new CopyOnWriteArrayList<>();
    private final List<Long> cancelled = new CopyOnWriteArrayList<>();
    private final List<String> misuses = new CopyOnWriteArrayList<>();
    private final Map<Long, Round> rounds = new TreeMap<>();
    private final Map<Long, HttpServerResponse> waiting = new HashMap<>();
    private @Nullable SignedConfirmation newest;
    private volatile Function<SignedRequest, Script> script = request -> Script.whole();
    private volatile ConfirmationMood mood = ConfirmationMood.STORE;
    private volatile boolean answersAccount = true;
    private volatile boolean showsReceipts = true;
    private volatile UnaryOperator<String> receiptForm = UnaryOperator.identity();
    private volatile long nextSequence;
    private final List<Withheld> withheld = new ArrayList<>();
    private boolean withholds;
    private int hangUps;
    private boolean showsHead;

    /** What happens to a confirmation. */
    public enum ConfirmationMood {
        STORE,
        /** Stored, but the connection breaks before the answer. */
        STORE_AND_BREAK,
        /** The connection breaks, nothing is stored. */
        BREAK,
        /** Stored with a complaint about the transcript. */
        STORE_AND_COMPLAIN
    }

    private record Withheld(HttpServerRequest request, SignedRequest signed, Script how) {}

    private record Round(
            SignedRequest signed,
            Script script,
            String log,
            @Nullable SignedReceipt receipt) {
        SignedReceipt bill() {
            if (receipt == null) {
                throw new IllegalStateException("not billed");
            }
            return receipt;
        }
    }

    public FakeGateway() {
        this(0);
    }

    public FakeGateway(int port) {
        this(port, Parties.PROVIDER);
    }

    /** Of another provider, with the same operator. */
    public FakeGateway(Address provider) {
        this(0, provider);
    }

    private FakeGateway(int port, Address provider) {
        this.provider = provider;
        server = vertx.createHttpServer().requestHandler(this::route);
        server.listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    public int port() {
        return server.actualPort();
    }

    public void answers(Script one) {
        script = request -> one;
    }

    public void answers(Function<SignedRequest, Script> each) {
        script = each;
    }

    /** Accepts rounds and says nothing, until it {@link #answersNow()}. */
    public synchronized void withholdsAnswers() {
        withholds = true;
    }

    public synchronized void answersNow() {
        withholds = false;
        withheld.forEach(round -> run(round.request(), round.signed(), round.how()));
        withheld.clear();
    }

    /** The backend failed before it said anything. */
    public synchronized void refusesWithheld(ErrorCode code) {
        withheld.forEach(
                round -> Answers.error(round.request().response(), ProtocolError.of(code, "refused by the test")));
        withheld.clear();
    }

    /** Reads so many of the next requests for a round, and closes the connection instead of answering them. */
    public synchronized void hangsUp(int times) {
        hangUps = times;
        showsHead = false;
    }

    /** The same behind the head of an answer, before its first byte. */
    public synchronized void hangsUpBehindTheHead(int times) {
        hangUps = times;
        showsHead = true;
    }

    public void treatsConfirmations(ConfirmationMood newMood) {
        mood = newMood;
    }

    public void answersAccount(boolean answers) {
        answersAccount = answers;
    }

    /** Header and event hold what this makes of a receipt, and are not there where it makes nothing of it. */
    public void writesReceiptsAs(UnaryOperator<String> form) {
        receiptForm = form;
    }

    /** Whether the account tells of receipts that are not confirmed. */
    public void showsReceiptsInTheAccount(boolean shows) {
        showsReceipts = shows;
    }

    /** As if somebody else had used sequences up to here. */
    public synchronized void startsAt(long sequence) {
        nextSequence = sequence;
    }

    public List<SignedRequest> requests() {
        return requests;
    }

    public List<ConfirmationCall> confirmations() {
        return confirmations;
    }

    public List<Long> cancelled() {
        return cancelled;
    }

    /** Calls whose signature, content or form was wrong; a good bridge causes none. */
    public List<String> misuses() {
        return misuses;
    }

    public synchronized @Nullable SignedConfirmation newest() {
        return newest;
    }

    public synchronized void holds(@Nullable SignedConfirmation confirmation) {
        newest = confirmation;
    }

    /** The receipt of a round that was answered with {@link End#BREAK_UNDECIDED} is decided now. */
    public synchronized void decides(long sequence) {
        Round round = known(sequence);
        rounds.put(sequence, billed(round.signed(), round.script(), round.log(), RoundStatus.CUT_OFF_BY_BACKEND));
    }

    private Round known(long sequence) {
        Round round = rounds.get(sequence);
        if (round == null) {
            throw new IllegalStateException("no round " + sequence);
        }
        return round;
    }

    private void route(HttpServerRequest request) {
        request.bodyHandler(body -> {
            try {
                answer(request, body);
            } catch (RuntimeException e) {
                misuses.add(request.method() + " " + request.path() + ": " + e);
                Answers.error(request.response(), ProtocolError.of(ErrorCode.INVALID_REQUEST, String.valueOf(e)));
            }
        });
    }

    private synchronized void answer(HttpServerRequest request, Buffer body) {
        String path = String.valueOf(request.path());
        if (path.equals(Headers.PROVIDER_PATH)) {
            Answers.json(request.response(), info().toJson());
        } else if (path.equals(Headers.ACCOUNT_PATH)) {
            requireAccess(request);
            account(request.response());
        } else if (path.equals(Headers.CONFIRMATIONS_PATH)) {
            confirmation(request, ConfirmationCall.parse(body.getBytes()));
        } else if (path.startsWith(Headers.ROUNDS_PATH)) {
            requireAccess(request);
            round(request, Long.parseLong(path.substring(Headers.ROUNDS_PATH.length())));
        } else {
            inference(request, body.getBytes());
        }
    }

    private ProviderInfo info() {
        return new ProviderInfo(
                Parties.DOMAIN.chainId(),
                Parties.DOMAIN.contract(),
                provider,
                Parties.OPERATOR.address(),
                Bytes32.ZERO,
                endpoint(),
                List.of(new OfferedModel(Parties.MODEL, Parties.PRICES, 64, 64, Parties.LIMITS)),
                new ServiceLimits(256, 1 << 26, Wei.of(1_000_000_000), 3_600, 1_000),
                1_700_000_000,
                "fake");
    }

    private void account(HttpServerResponse response) {
        if (!answersAccount) {
            Answers.error(response, ProtocolError.of(ErrorCode.UNAVAILABLE, "not now"));
            return;
        }
        long highest =
                rounds.keySet().stream().mapToLong(sequence -> sequence).max().orElse(0);
        AccountInfo account = new AccountInfo(
                Parties.CLIENT.address(),
                provider,
                Wei.of(1_000_000_000),
                Wei.ZERO,
                Wei.ZERO,
                Wei.ZERO,
                0,
                Wei.ZERO,
                Wei.of(1_000_000_000),
                Wei.ZERO,
                Math.max(highest + 1, nextSequence),
                newest,
                unconfirmed());
        Answers.json(response, account.toJson());
    }

    /** Receipts that no confirmation named. */
    private List<SignedReceipt> unconfirmed() {
        List<Long> named = confirmations.stream()
                .flatMap(call -> call.sequences().stream())
                .toList();
        return rounds.values().stream()
                .map(Round::receipt)
                .filter(receipt -> showsReceipts
                        && receipt != null
                        && !named.contains(receipt.receipt().sequence()))
                .collect(Collectors.toList());
    }

    private void confirmation(HttpServerRequest request, ConfirmationCall call) {
        Confirmation confirmation = call.signed().confirmation();
        require(
                verifier.isSignedBy(
                        call.client(),
                        Parties.DOMAIN.digest(confirmation),
                        call.signed().signature()),
                "confirmation signature");
        if (mood == ConfirmationMood.BREAK) {
            request.connection().close();
            return;
        }
        confirmations.add(call);
        if (newest == null
                || confirmation.cumulativeCost().isAbove(newest.confirmation().cumulativeCost())) {
            newest = call.signed();
        }
        switch (mood) {
            case STORE_AND_BREAK -> request.connection().close();
            case STORE_AND_COMPLAIN ->
                Answers.error(
                        request.response(), ProtocolError.of(ErrorCode.TRANSCRIPT_MISMATCH, "another transcript"));
            case STORE, BREAK -> {
                ObjectNode answer = Json.object();
                answer.set("confirmation", newest.toJson());
                Answers.json(request.response(), answer);
            }
        }
    }

    private void round(HttpServerRequest request, long sequence) {
        HttpServerResponse response = request.response();
        Round round = rounds.get(sequence);
        if (request.method().equals(HttpMethod.DELETE)) {
            cancelled.add(sequence);
            Answers.json(response, Json.object().put("sequence", Long.toString(sequence)));
            finishCancelled(sequence);
        } else if (round == null) {
            Answers.error(response, ProtocolError.of(ErrorCode.ROUND_NOT_FOUND, "no such round"));
        } else if (round.receipt() == null) {
            ErrorCode code = round.script().end() == End.VOID ? ErrorCode.ROUND_VOID : ErrorCode.ROUNDS_IN_FLIGHT;
            Answers.error(response, ProtocolError.of(code, "no receipt"));
        } else {
            head(response, round.script());
            if (!round.script().stream()) {
                receiptHeader(response, round.bill());
            }
            response.write(round.log());
            response.end(round.script().stream() ? receiptEvent(round.bill()) : "");
        }
    }

    private void finishCancelled(long sequence) {
        HttpServerResponse open = waiting.remove(sequence);
        if (open != null) {
            Round round = known(sequence);
            Round billed = billed(round.signed(), round.script(), round.log(), RoundStatus.CANCELLED_BY_CLIENT);
            rounds.put(sequence, billed);
            open.end(receiptEvent(billed.bill()));
        }
    }

    private void inference(HttpServerRequest request, byte[] body) {
        SignedRequest signed = SignedRequest.parse(
                String.valueOf(request.getHeader(Headers.REQUEST)),
                String.valueOf(request.getHeader(Headers.SIGNATURE)));
        InferenceRequest asked = signed.request();
        require(
                verifier.isSignedBy(signed.client(), Parties.DOMAIN.digest(asked), signed.signature()),
                "request signature");
        require(
                asked.contentHash().equals(ContentHash.of("POST", String.valueOf(request.path()), body)),
                "content hash");
        require(
                InferenceEndpoint.ofPath(String.valueOf(request.path()))
                        .orElseThrow()
                        .contentType(body)
                        .equals(request.getHeader("content-type")),
                "content type");
        require(request.getHeader("authorization") == null, "authorization must not be forwarded");
        require(request.getHeader("accept-encoding") == null, "no encoding may be asked for");
        requests.add(signed);
        Script how = script.apply(signed);
        if (hangUps > 0) {
            hangUps--;
            hangUp(request, how);
        } else if (how.refusal() != null) {
            Answers.error(request.response(), how.refusal());
        } else if (withholds) {
            withheld.add(new Withheld(request, signed, how));
        } else {
            run(request, signed, how);
        }
    }

    private void hangUp(HttpServerRequest request, Script how) {
        if (showsHead) {
            head(request.response(), how);
            request.response()
                    .writeHead()
                    .onComplete(sent -> request.connection().close());
        } else {
            request.connection().close();
        }
    }

    private void run(HttpServerRequest request, SignedRequest signed, Script how) {
        HttpServerResponse response = request.response();
        long sequence = signed.request().sequence();
        boolean isBilled = how.end() == End.RECEIPT || how.end() == End.RECEIPT_LATER || how.end() == End.BREAK;
        Round round = isBilled
                ? billed(
                        signed,
                        how,
                        how.log(),
                        how.end() == End.BREAK ? RoundStatus.CUT_OFF_BY_BACKEND : RoundStatus.COMPLETE)
                : new Round(signed, how, how.log(), null);
        rounds.put(sequence, round);
        head(response, how);
        if (how.end() == End.RECEIPT && !how.stream()) {
            receiptHeader(response, round.bill());
        }
        how.pieces().forEach(response::write);
        switch (how.end()) {
            case RECEIPT -> response.end(how.stream() ? receiptEvent(round.bill()) : "");
            case RECEIPT_LATER -> response.end();
            case BREAK, BREAK_UNDECIDED ->
                vertx.setTimer(50, later -> request.connection().close());
            case WAIT_FOR_CANCEL -> waiting.put(sequence, response);
            case VOID ->
                response.end("event: " + Headers.VOID_EVENT + "\ndata: {\"sequence\":\"" + sequence + "\"}\n\n");
        }
    }

    private static void head(HttpServerResponse response, Script how) {
        response.setChunked(true).putHeader("content-type", how.contentType());
    }

    private static Round billed(SignedRequest signed, Script how, String log, RoundStatus status) {
        InferenceRequest asked = signed.request();
        Receipt honest = new Receipt(
                signed.client(),
                asked.sequence(),
                Parties.DOMAIN.digest(asked),
                Bytes32.of(Hash.sha256().digest(log.getBytes(StandardCharsets.UTF_8))),
                how.usage(),
                asked.prices().costAtMost(how.usage(), asked.maxCost()),
                status);
        Receipt receipt = how.tampered().apply(honest);
        return new Round(
                signed, how, log, new SignedReceipt(receipt, how.signer().sign(Parties.DOMAIN, receipt)));
    }

    private void receiptHeader(HttpServerResponse response, SignedReceipt receipt) {
        String written = receiptForm.apply(receipt.header());
        if (!written.isEmpty()) {
            response.putHeader(Headers.RECEIPT, written);
        }
    }

    private String receiptEvent(SignedReceipt receipt) {
        String written = receiptForm.apply(Json.text(receipt.toJson()));
        return written.isEmpty() ? "" : "event: " + Headers.RECEIPT_EVENT + "\ndata: " + written + "\n\n";
    }

    private void requireAccess(HttpServerRequest request) {
        SignedAccess access = SignedAccess.parse(
                String.valueOf(request.getHeader(Headers.ACCESS)),
                String.valueOf(request.getHeader(Headers.SIGNATURE)));
        require(
                verifier.isSignedBy(access.client(), Parties.DOMAIN.digest(access.access()), access.signature()),
                "access signature");
        require(access.access().action().equals(request.method() + " " + request.path()), "access action");
        require(access.access().provider().equals(provider), "access provider");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("wrong " + what);
        }
    }

    /** Sequences that were asked for, in the order of arrival. */
    public List<Long> sequences() {
        return new ArrayList<>(
                requests.stream().map(signed -> signed.request().sequence()).toList());
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
