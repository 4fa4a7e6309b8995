package io.deopenchat.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private static final Peer A = new Peer(false, 1);
    private static final Peer B = new Peer(false, 2);

    @Test
    void onePeerMayHaveSoMany() {
        Connections connections = new Connections(10, 2);

        assertThat(connections.opens(A, false)).isTrue();
        assertThat(connections.opens(A, false)).isTrue();
        assertThat(connections.opens(A, false)).isFalse();
        assertThat(connections.opens(B, false)).isTrue();
        connections.closes(A);
        assertThat(connections.opens(A, false)).isTrue();
    }

    @Test
    void allTogetherMayHaveSoManyAlsoThroughAProxy() {
        Connections connections = new Connections(3, 1);

        assertThat(connections.opens(A, true)).isTrue();
        assertThat(connections.opens(A, true)).isTrue();
        assertThat(connections.opens(B, false)).isTrue();
        assertThat(connections.opens(A, true)).isFalse();
        assertThat(connections.opens(B, false)).isFalse();
    }

    @Test
    void zeroIsNoLimit() {
        Connections connections = new Connections(0, 0);

        for (int i = 0; i < 1_000; i++) {
            assertThat(connections.opens(A, false)).isTrue();
        }
    }
}
