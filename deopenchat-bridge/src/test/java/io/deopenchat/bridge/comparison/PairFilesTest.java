package io.deopenchat.bridge.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.bridge.support.Parties;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairFilesTest {
    private static final Address OTHER = Address.parse("0x00000000000000000000000000000000000000c4");
    private static final Side ONE = new Side(Parties.PROVIDER, 7, Wei.of(100), "It is blue.");
    private static final Side TWO = new Side(OTHER, 3, Wei.of(60), "It is red.");

    private final Path directory;
    private final PairFiles files;
    private final Inbox inbox;
    private Instant now = Instant.ofEpochSecond(1_700_000_000);

    PairFilesTest(@TempDir Path directory) {
        this.directory = directory;
        this.files = PairFiles.in(directory, () -> now);
        this.inbox = new Inbox(files, Payer.of(Parties.DOMAIN, Parties.CLIENT.address()));
    }

    private Pair kept() {
        inbox.keep(Parties.MODEL, "What colour is it?", ONE, TWO);
        return files.all().getLast();
    }

    @Test
    void keepsBothAnswersForTheUserToDecide() {
        Pair pair = kept();

        assertThat(pair.prompt()).isEqualTo("What colour is it?");
        assertThat(Set.of(pair.a(), pair.b())).isEqualTo(Set.of(ONE, TWO));
        assertThat(pair.decided()).isEmpty();
        assertThat(pair.weight()).isEqualTo(Wei.of(60));
    }

    @Test
    void letsNobodyGuessByTheOrderWhoWroteWhich() {
        for (int i = 0; i < 64; i++) {
            inbox.keep(Parties.MODEL, "What colour is it?", ONE, TWO);
        }

        assertThat(files.all()).extracting(Pair::a).contains(ONE, TWO);
    }

    @Test
    void erasesTheTextsOfADecision() {
        Pair pair = kept();

        files.decide(pair, pair.a());

        Pair decided = files.find(pair.id()).orElseThrow();
        assertThat(decided.decided()).contains(pair.a().provider());
        assertThat(decided.prompt() + decided.a().text() + decided.b().text()).isEmpty();
        assertThat(decided.direction())
                .contains(new Direction(pair.a().provider(), pair.b().provider()));
    }

    @Test
    void storesNothingThatAnybodyElseCanRead() throws IOException {
        kept();

        try (Stream<Path> all = Files.list(directory.resolve("comparisons"))) {
            Path file = all.filter(one -> one.toString().endsWith(".pair"))
                    .findFirst()
                    .orElseThrow();
            assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                    .doesNotContain("blue", "colour", Parties.PROVIDER.toString());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void opensNothingWithoutItsKey() throws IOException {
        kept();

        Files.delete(directory.resolve("comparisons").resolve("seal.key"));

        assertThat(files.all()).isEmpty();
    }

    @Test
    void knowsWhoPaidAndWhere() {
        assertThat(kept().payer()).isEqualTo(Payer.of(Parties.DOMAIN, Parties.CLIENT.address()));
    }

    @Test
    void erasesWhatWaitedTooLong() {
        kept();
        now = now.plus(PairFiles.KEPT).plus(Duration.ofSeconds(1));

        assertThat(files.all()).isEmpty();
        assertThat(directory.resolve("comparisons")).isDirectoryNotContaining("glob:**.pair");
    }

    @Test
    void hasRoomForNoMoreThanAnybodyLooksAt() {
        for (int i = 0; i < PairFiles.MAX_PAIRS; i++) {
            assertThat(inbox.hasRoom()).isTrue();
            inbox.keep(Parties.MODEL, "", ONE, TWO);
        }

        assertThat(inbox.hasRoom()).isFalse();
    }
}
