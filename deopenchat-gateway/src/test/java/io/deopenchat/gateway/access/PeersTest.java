package io.deopenchat.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.http.AddressRange;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeersTest {
    private static final Peers BEHIND_PROXIES =
            new Peers(List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("fd00::/8")));

    private static Peer peer(String address) {
        return Peer.of(InetAddress.ofLiteral(address));
    }

    private static Peer origin(String connected, String... forwardedFor) {
        return BEHIND_PROXIES.origin(InetAddress.ofLiteral(connected), List.of(forwardedFor));
    }

    @Test
    void theWordOfAStrangerIsIgnored() {
        assertThat(origin("192.0.2.1", "198.51.100.7")).isEqualTo(peer("192.0.2.1"));
    }

    @Test
    void aTrustedProxyTellsWhereARequestComesFrom() {
        assertThat(origin("10.1.2.3", "198.51.100.7")).isEqualTo(peer("198.51.100.7"));
        assertThat(origin("fd00::1", "2001:db8::7")).isEqualTo(peer("2001:db8::7"));
    }

    @Test
    void onlyWhatTheOutermostTrustedProxySawCounts() {
        assertThat(origin("10.1.2.3", "203.0.113.9, 198.51.100.7, 10.9.9.9")).isEqualTo(peer("198.51.100.7"));
        assertThat(origin("10.1.2.3", "203.0.113.9", "198.51.100.7")).isEqualTo(peer("198.51.100.7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unknown", "gateway.example", "198.51.100.7:80", "300.1.1.1", ",", "\"[::1]\""})
    void whatIsNoAddressIsNotLookedUp(String forwardedFor) {
        assertThat(origin("10.1.2.3", forwardedFor)).isEqualTo(peer("10.1.2.3"));
    }

    @Test
    void aNetworkOfIpv6IsOnePeer() {
        assertThat(peer("2001:db8:1:2::1")).isEqualTo(peer("2001:db8:1:2:ffff::"));
        assertThat(peer("2001:db8:1:2::1")).isNotEqualTo(peer("2001:db8:1:3::1"));
        assertThat(peer("::ffff:192.0.2.1")).isEqualTo(peer("192.0.2.1"));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.200, true",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "0.0.0.0/0, 203.0.113.1, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/33, 2001:db8:8000::, false",
        "2001:db8::/33, 2001:db8:7fff::, true",
        "::1/128, ::1, true"
    })
    void aRangeHoldsTheAddressesOfItsPrefix(String range, String address, boolean holds) {
        assertThat(AddressRange.parse(range).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::/129", "proxy.example", "10.0.0.0/8/8"})
    void whatIsNoRangeIsRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("10.0.0.0/8");
    }
}
