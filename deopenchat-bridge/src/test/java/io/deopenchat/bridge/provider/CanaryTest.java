package io.deopenchat.bridge.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.bridge.config.BridgeConfig;
import io.deopenchat.bridge.support.Parties;
import io.deopenchat.bridge.support.Registry;
import io.deopenchat.http.Await;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A listener on every address of this machine, and a registry that leads there in hundreds of ways. It counts connections
 * before anything is said on them.
 */
class CanaryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration NEVER_AGAIN = Duration.ofDays(1);

    private static final String REBOUND = "rebound.example";
    private static final InetAddress PUBLIC = address(8, 8, 8, 8);
    private static final InetAddress HERE = address(127, 0, 0, 1);

    /** It would be led here by a name that was checked under another resolver, if it resolved names itself. */
    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setAddressResolverOptions(new AddressResolverOptions()
                    .setHostsValue(Buffer.buffer("127.0.0.1 localhost " + REBOUND + "\n"))));

    private final AtomicInteger connections = new AtomicInteger();
    private final Queue<String> hosts = new ConcurrentLinkedQueue<>();
    private int port;

    private static InetAddress address(int... numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void listens() {
        port = Await.within(
                        PATIENCE,
                        vertx.createHttpServer()
                                .connectionHandler(connection -> connections.incrementAndGet())
                                .requestHandler(this::isAsked)
                                .listen(0, "::"),
                        "the canary")
                .actualPort();
    }

    private void isAsked(HttpServerRequest request) {
        hosts.add(String.valueOf(request.getHeader("host")));
        request.response().setStatusCode(404).end();
    }

    @AfterEach
    void leaves() {
        Await.within(PATIENCE, vertx.close(), "closing");
    }

    @Test
    void noFormOfAHostileAddressLeadsAnybodyHere() {
        Set<String> forms = EndpointPolicyTest.hostile(port);
        assertThat(forms).hasSizeGreaterThan(300);

        Stream.concat(forms.stream(), plain().stream())
                .forEach(form -> assertThatThrownBy(() -> follow(form, EndpointPolicy.publicOnly()))
                        .as(form)
                        .isInstanceOf(UnknownProvider.class));

        assertThat(connections).hasValue(0);
    }

    @Test
    void whoAllowsPrivateEndpointsIsLedHere() {
        plain().forEach(form -> follow(form, EndpointPolicy.anywhere()));

        assertThat(connections).hasValue(plain().size());
        assertThat(hosts).containsExactly("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port);
    }

    @ParameterizedTest
    @MethodSource
    void noNameThatLeadsHereOnceItWasCheckedLeadsAnybodyHere(InetAddress[] afterwards) {
        ChangingName name = new ChangingName(afterwards);
        try (ProviderWatch watch = watch("https://" + REBOUND + ":" + port, EndpointPolicy.publicOnly(name))) {
            watch.refresh();
            watch.refresh();

            assertThat(watch.provider().gateway().pinned()).isEqualTo(PUBLIC);
        }
        assertThat(name.asked).hasValue(3);
        assertThat(connections).hasValue(0);
    }

    static Stream<Arguments> noNameThatLeadsHereOnceItWasCheckedLeadsAnybodyHere() {
        return Stream.of(
                Arguments.of((Object) new InetAddress[] {HERE}),
                Arguments.of((Object) new InetAddress[] {PUBLIC, HERE}),
                Arguments.of((Object) new InetAddress[] {HERE, PUBLIC}));
    }

    @Test
    void aNameThatComesToLeadHereIsFollowedByWhoAllowsIt() {
        ChangingName name = new ChangingName(HERE);
        try (ProviderWatch watch = watch("http://" + REBOUND + ":" + port, EndpointPolicy.anywhere(name))) {
            assertThat(connections).hasValue(0);

            watch.refresh();
        }
        assertThat(hosts).containsExactly(REBOUND + ":" + port);
    }

    /** A name that is public when it is asked for the first time, and what it pleases from then on. */
    private static final class ChangingName implements EndpointPolicy.NameService {
        private final AtomicInteger asked = new AtomicInteger();
        private final InetAddress[] afterwards;

        private ChangingName(InetAddress... afterwards) {
            this.afterwards = afterwards;
        }

        @Override
        public InetAddress[] addresses(String host) {
            return asked.getAndIncrement() == 0 ? new InetAddress[] {PUBLIC} : afterwards;
        }
    }

    /** What anybody would take for this machine. */
    private List<String> plain() {
        return List.of("http://127.0.0.1:" + port, "http://localhost:" + port, "http://[::1]:" + port);
    }

    private void follow(String endpoint, EndpointPolicy policy) {
        watch(endpoint, policy, vertx.createHttpClient()).close();
    }

    /** Bound to this machine, so that nothing reaches the public address. */
    private ProviderWatch watch(String endpoint, EndpointPolicy policy) {
        return watch(
                endpoint,
                policy,
                vertx.createHttpClient(new HttpClientOptions().setLocalAddress(HERE.getHostAddress())));
    }

    private static ProviderWatch watch(String endpoint, EndpointPolicy policy, HttpClient client) {
        BridgeConfig config = BridgeConfig.of("127.0.0.1", 0, Parties.PROVIDER, Path.of("unused"));
        GatewayClient gateway = new GatewayClient(
                client, Parties.CLIENT, Parties.DOMAIN, Parties.PROVIDER, InstantSource.system(), config.timeouts());
        return new ProviderWatch(
                new Registry(endpoint),
                gateway,
                Parties.DOMAIN,
                Parties.PROVIDER,
                config.maxima(),
                policy,
                NEVER_AGAIN,
                InstantSource.system());
    }
}
