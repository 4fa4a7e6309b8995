package io.deopenchat.chaos.simulation;

import io.deopenchat.bridge.account.OpenRound;
import io.deopenchat.bridge.journal.ConfirmedBatch;
import io.deopenchat.bridge.provider.Reply;
import io.deopenchat.money.Wei;
import io.deopenchat.protocol.Confirmation;
import io.deopenchat.protocol.SignedConfirmation;
import io.deopenchat.signing.Signer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** What a bridge does wrong with a planted bug, and nothing without one. */
final class Misdeeds {
    private final World world;
    private final Pair pair;
    private final Signer client;
    private long lastTotal;

    Misdeeds(World world, Pair pair, Signer client) {
        this.world = world;
        this.pair = pair;
        this.client = client;
    }

    /** A journal that forgets what it intended gives sequences out again; what it never wrote was never signed. */
    void beforeStart(Path journal) {
        if (!Files.exists(journal)) {
            return;
        }
        if (world.has(Bug.SEQUENCE_REUSED)) {
            change(journal, "DELETE FROM rounds WHERE state = 'intended'");
        }
        if (world.has(Bug.SENT_BEFORE_JOURNALLED)) {
            change(journal, "DELETE FROM confirmations WHERE acknowledged = 0");
        }
    }

    private static void change(Path journal, String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + journal);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void opened(OpenRound round) {
        world.trace.note(() -> pair + " opens round " + round.sequence() + ", authorized "
                + round.terms().request().authorized());
    }

    /** What is sent for a confirmation. */
    SignedConfirmation confirmed(ConfirmedBatch batch) {
        long total = batch.confirmation().cumulativeCost().value().longValueExact();
        long wrong = switch (world.bug) {
            case TOTAL_AS_DELTA -> total - Math.min(lastTotal, total);
            case BILLED_TWICE -> batch.sequences().size() > 1 ? 2 * total - Math.min(lastTotal, total) : total;
            default -> total;
        };
        return wrong == total ? batch.signed() : signed(batch.confirmation(), wrong);
    }

    private SignedConfirmation signed(Confirmation right, long total) {
        Confirmation wrong =
                new Confirmation(right.provider(), Wei.of(total), right.rounds(), right.tokens(), right.transcript());
        return new SignedConfirmation(wrong, client.sign(world.domain, wrong));
    }

    /** The bridge takes the answer to what it sent for one to what it should have sent. */
    Reply<SignedConfirmation> asSent(Reply<SignedConfirmation> reply, ConfirmedBatch batch) {
        lastTotal = Math.max(
                lastTotal, batch.confirmation().cumulativeCost().value().longValueExact());
        return world.has(Bug.TOTAL_AS_DELTA) || world.has(Bug.BILLED_TWICE)
                ? new Reply.Answered<>(batch.signed())
                : reply;
    }
}
