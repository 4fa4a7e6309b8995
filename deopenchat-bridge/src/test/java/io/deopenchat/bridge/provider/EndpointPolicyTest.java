package io.deopenchat.bridge.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointPolicyTest {
    /** Loopback, private, link-local, shared, reserved, multicast; a cloud's metadata service among them. */
    private static final List<String> HOSTILE_V4 = List.of(
            "127.0.0.1",
            "127.255.255.254",
            "0.0.0.0",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "169.254.169.254",
            "169.254.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "192.168.255.255",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255");

    private static final List<String> HOSTILE_V6 = List.of(
            "::",
            "::1",
            "0:0:0:0:0:0:0:1",
            "0000:0000:0000:0000:0000:0000:0000:0001",
            "fe80::1",
            "febf::1",
            "fc00::1",
            "fd00:ec2::254",
            "fdff:ffff::1",
            "ff02::1",
            "fec0::1",
            "100::1",
            "2001:db8::1",
            "2001::1",
            "2001:10::1",
            "2002:7f00:1::",
            "2002:a9fe:a9fe::1",
            "3fff::1",
            "4000::1",
            "5f00::1");

    private static final List<String> HOSTILE_URLS = List.of(
            "ftp://gw.example",
            "file:///etc/passwd",
            "gopher://127.0.0.1:70",
            "javascript:alert(1)",
            "//gw.example",
            "gw.example",
            "",
            "https://",
            "https:///path",
            "https://user@8.8.8.8",
            "https://user:secret@8.8.8.8",
            "https://8.8.8.8@127.0.0.1",
            "https://8.8.8.8?x",
            "https://8.8.8.8#x",
            "https://8.8.8.8:0",
            "https://8.8.8.8:65536",
            "https://8.8.8.8:99999999999",
            "https://8.8.8.8\\@127.0.0.1",
            "https://127.0.0.1\t",
            "https://127.0.0.1\r\nhost: x",
            "https://gw\u0000.example",
            "https://gw .example",
            "https://[::1",
            "https://::1",
            "https://[fe80::1%25eth0]",
            "https://[::ffff:127.0.0.1]",
            "https://localhost",
            "https://LOCALHOST",
            "https://localhost.",
            "http://8.8.8.8",
            "http://gw.example");

    static Set<String> hostile() {
        return hostile(8443);
    }

    /** @param port where one lands who takes an address for what it is not */
    static Set<String> hostile(int port) {
        Set<String> all = new TreeSet<>(HOSTILE_URLS);
        HOSTILE_V4.forEach(address -> all.addAll(notations(address, port)));
        HOSTILE_V6.forEach(address -> all.add("https://[" + address + "]:" + port + "/v1"));
        return all;
    }

    /** One address in the ways that some parser takes for it. */
    private static List<String> notations(String dotted, int port) {
        int[] parts = IntStream.of(0, 1, 2, 3)
                .map(i -> Integer.parseInt(dotted.split("\\.")[i]))
                .toArray();
        long whole = ((long) parts[0] << 24) | (parts[1] << 16) | (parts[2] << 8) | parts[3];
        List<String> hosts = new ArrayList<>(List.of(
                dotted,
                dotted + ".",
                Long.toString(whole),
                "0x" + Long.toHexString(whole),
                "0" + Long.toOctalString(whole),
                "0x%x.0x%x.0x%x.0x%x".formatted(parts[0], parts[1], parts[2], parts[3]),
                "0%o.0%o.0%o.0%o".formatted(parts[0], parts[1], parts[2], parts[3]),
                "%d.%d".formatted(parts[0], whole & 0xffffff),
                "%d.%d.%d".formatted(parts[0], parts[1], whole & 0xffff),
                "[::ffff:" + dotted + "]",
                "[::" + dotted + "]",
                "[64:ff9b::" + dotted + "]",
                "[::ffff:%x:%x]".formatted(whole >> 16, whole & 0xffff)));
        return hosts.stream().map(host -> "https://" + host + ":" + port).toList();
    }

    @Test
    void thereAreManyWaysToNameAnAddress() {
        assertThat(hostile()).hasSizeGreaterThan(300);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void refusesWhateverDoesNotLeadIntoThePublicInternet(String endpoint) {
        assertThatThrownBy(() -> EndpointPolicy.publicOnly().pinned(GatewayAddress.parse(endpoint), null))
                .isInstanceOfAny(UnknownProvider.class, IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://8.8.8.8",
                "https://172.32.0.1:8443/gw",
                "https://[2606:4700:4700::1111]",
                "https://1.1.1.1"
            })
    void connectsToPublicAddressesAndToNothingElse(String endpoint) throws Exception {
        GatewayAddress parsed = GatewayAddress.parse(endpoint);

        assertThat(EndpointPolicy.publicOnly().pinned(parsed, null).pinned())
                .isEqualTo(InetAddress.getByName(parsed.host()));
    }

    @Test
    void goesAnywhereWhenItIsToldTo() {
        assertThatCode(() -> EndpointPolicy.anywhere().pinned(GatewayAddress.parse("http://127.0.0.1:8080"), null))
                .doesNotThrowAnyException();
    }

    @Test
    void staysWhereItIsWhileTheNameLeadsThereAsWell() throws Exception {
        GatewayAddress gateway = GatewayAddress.parse("https://8.8.8.8");

        assertThat(EndpointPolicy.publicOnly()
                        .pinned(gateway, InetAddress.getByName("8.8.8.8"))
                        .pinned())
                .isEqualTo(InetAddress.getByName("8.8.8.8"));
        assertThat(EndpointPolicy.publicOnly()
                        .pinned(gateway, InetAddress.getByName("1.1.1.1"))
                        .pinned())
                .isEqualTo(InetAddress.getByName("8.8.8.8"));
    }

    @Test
    void aHostWithoutAnAddressIsNoReasonToGoAnywhere() {
        assertThatThrownBy(() ->
                        EndpointPolicy.anywhere().pinned(GatewayAddress.parse("https://no-such-host.invalid"), null))
                .isInstanceOf(UnknownProvider.class);
    }
}
