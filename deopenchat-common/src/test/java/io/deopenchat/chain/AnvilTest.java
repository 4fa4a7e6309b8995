package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.money.Wei;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AnvilTest {
    @Test
    void leavesNoProcessBehind() {
        long before = children();
        Anvil anvil = Anvil.start();
        assertThat(children()).isGreaterThan(before);

        anvil.close();

        assertThat(children()).isEqualTo(before);
    }

    @Test
    void isSteered() {
        try (Anvil anvil = Anvil.start();
                ChainClient client = anvil.client()) {
            anvil.setBalance(Anvil.address(3), Wei.of(7));
            String snapshot = anvil.snapshot();
            anvil.mine(3);
            assertThat(client.headBlock()).isEqualTo(3);
            anvil.reorg(1);
            assertThat(client.headBlock()).isEqualTo(3);
            Instant before = client.headTime();
            anvil.increaseTime(Duration.ofHours(1));
            assertThat(client.headTime()).isAfterOrEqualTo(before.plus(Duration.ofHours(1)));
            anvil.revert(snapshot);
            assertThat(client.headBlock()).isZero();
            assertThat(client.balance(Anvil.address(3))).isEqualTo(Wei.of(7));
        }
    }

    /** A program that starts a chain, names its process, and waits to be killed. */
    public static final class Victim {
        private Victim() {}

        public static void main(String[] arguments) throws InterruptedException {
            try (Anvil anvil = Anvil.start()) {
                System.out.println(ProcessHandle.current()
                        .descendants()
                        .filter(process -> process.info()
                                .command()
                                .filter(command -> command.endsWith("anvil"))
                                .isPresent())
                        .map(process -> anvil.url() + " " + process.pid())
                        .findFirst()
                        .orElseThrow());
                Thread.sleep(Duration.ofMinutes(1));
            }
        }
    }

    @Test
    @Timeout(30)
    void endsWithAProcessThatIsKilled() throws IOException {
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String line = Objects.requireNonNull(victim.inputReader().readLine());
        ProcessHandle chain =
                ProcessHandle.of(Long.parseLong(line.split(" ")[1])).orElseThrow();

        victim.destroyForcibly();

        chain.onExit().join();
        assertThat(chain.isAlive()).isFalse();
    }

    private static long children() {
        return ProcessHandle.current().descendants().count();
    }
}
