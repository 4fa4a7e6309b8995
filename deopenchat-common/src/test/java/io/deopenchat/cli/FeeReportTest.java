package io.deopenchat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.chain.Fee;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.TestKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FeeReportTest {
    private static final Instant LATER = Instant.ofEpochSecond(1_800_000_000);

    private static Fee fee(int basisPoints, Fee.@Nullable Announcement announcement) {
        return new Fee(TestKey.OWNER.address(), Address.ZERO, basisPoints, 500, announcement);
    }

    private static final Fee NEVER = new Fee(Address.ZERO, Address.ZERO, 0, 500, null);

    @Test
    void aQuoteTellsWhoseShareTheFeeComesFrom() {
        assertThat(FeeReport.quoted(fee(125, null)))
                .isEqualTo(
                        "1.25 % of what the provider earns goes to the treasury, out of the provider's share; you pay"
                                + " nothing on top");
    }

    @Test
    void aQuoteTellsWhatIsAnnounced() {
        assertThat(FeeReport.quoted(fee(0, new Fee.Announcement(300, LATER))))
                .isEqualTo("no fee now: the provider gets all that its rounds cost; 3 % of it from " + LATER + " on");
    }

    @Test
    void aDeploymentWithoutATreasuryNeverTakesAFee() {
        assertThat(FeeReport.quoted(NEVER)).startsWith("no fee, for good");
        StringWriter text = new StringWriter();

        new FeeReport(NEVER, Wei.ZERO, Address.ZERO, 7, LATER).print(new PrintWriter(text, true));

        assertThat(text.toString().lines())
                .containsExactly(
                        "fee       none, for good: this deployment has no treasury", "as of     block 7 of " + LATER);
    }

    @Test
    void whatWasAnnouncedHoldsWhenItsTimeHasCome() {
        Fee announced = fee(100, new Fee.Announcement(300, LATER));

        assertThat(announced.at(LATER.minusSeconds(1))).isEqualTo(announced);
        assertThat(announced.at(LATER)).isEqualTo(fee(300, null));
    }
}
