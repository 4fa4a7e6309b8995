package io.deopenchat.bridge.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.bridge.support.Parties;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.storage.StorageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientKeyLockTest {
    private static final Address CLIENT = Parties.CLIENT.address();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void namesTheProcessThatHoldsTheKey() {
        try (ClientKeyLock _ = ClientKeyLock.take(folder, CLIENT)) {
            assertThatThrownBy(() -> ClientKeyLock.take(folder, CLIENT))
                    .isInstanceOf(StorageFailure.class)
                    .hasMessageContaining(
                            "another process (pid " + ProcessHandle.current().pid() + ") uses client key " + CLIENT);
        }
    }

    @Test
    void aKeyIsFreeWhenItsProcessEnded() {
        for (int i = 0; i < 2; i++) {
            try (ClientKeyLock held = ClientKeyLock.take(folder, CLIENT)) {
                assertThat(held).isNotNull();
            }
        }
    }

    @Test
    void aKeyServesTwoContractsAtOnceButOneOnlyOnce() {
        Domain other = new Domain(Parties.DOMAIN.chainId() + 1, Parties.DOMAIN.contract());
        try (ClientKeyLock _ =
                        ClientKeyLock.takeOfUser(folder, Parties.DOMAIN, CLIENT).orElseThrow();
                ClientKeyLock _ =
                        ClientKeyLock.takeOfUser(folder, other, CLIENT).orElseThrow()) {
            assertThatThrownBy(() -> ClientKeyLock.takeOfUser(folder, other, CLIENT))
                    .isInstanceOf(StorageFailure.class)
                    .hasMessageContaining("another process");
        }
    }

    @Test
    void aHomeThatCannotBeWrittenKeepsNobodyFromStarting() throws IOException {
        Path file = Files.writeString(folder.resolve("no-directory"), "");

        Optional<ClientKeyLock> held = ClientKeyLock.takeOfUser(file.resolve("locks"), Parties.DOMAIN, CLIENT);

        assertThat(held).isEmpty();
    }
}
