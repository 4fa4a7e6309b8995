package io.deopenchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GroupCommitTest {
    private final Path directory;
    private final AtomicInteger commits = new AtomicInteger();
    private final BlockingQueue<StorageFailure> failures = new LinkedBlockingQueue<>();
    private final Gate changes = new Gate();
    private final Gate commitGate = new Gate();
    private volatile boolean diskIsFull;
    private final GroupCommit writer;

    /** Holds whoever passes while it is shut, and lets others wait until somebody is held. */
    private static final class Gate {
        private volatile CountDownLatch reached = new CountDownLatch(1);
        private volatile CountDownLatch open = new CountDownLatch(0);

        void shut() {
            reached = new CountDownLatch(1);
            open = new CountDownLatch(1);
        }

        void awaitSomebody() throws InterruptedException {
            reached.await();
        }

        void open() {
            open.countDown();
        }

        void pass() {
            reached.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    GroupCommitTest(@TempDir Path temporary) throws SQLException {
        this.directory = temporary;
        Notes.open(directory).close();
        this.writer = new GroupCommit(connection(), failures::add, sync -> {});
    }

    @AfterEach
    void close() {
        changes.open();
        commitGate.open();
        writer.close();
    }

    /** A real connection whose commits are counted, can be held up and can fail. */
    private Connection connection() throws SQLException {
        Connection real = DriverManager.getConnection("jdbc:sqlite:" + Notes.file(directory));
        real.setAutoCommit(false);
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        commitGate.pass();
                        if (diskIsFull) {
                            throw new SQLException("database or disk is full");
                        }
                        commits.incrementAndGet();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void aFailingChangeTakesItsWholeCommitAndEverythingQueuedWithIt() throws InterruptedException {
        CompletableFuture<Void> before = holdTheWriter();
        CompletableFuture<Void> good = writer.submit(Notes.insert("good"));
        CompletableFuture<Void> bad = writer.submit(session -> {
            session.update("INSERT INTO note (text) VALUES ('half')");
            session.update("INSERT INTO note (text) VALUES ('half')");
        });
        List<CompletableFuture<Void>> queued = submit(2 * GroupCommit.MAX_CHANGES_PER_COMMIT);

        changes.open();

        before.join();
        assertThatThrownBy(bad::join).hasRootCauseInstanceOf(SQLException.class);
        assertThatThrownBy(good::join).isInstanceOf(CompletionException.class);
        assertThat(queued)
                .allSatisfy(change -> assertThatThrownBy(change::join).hasCauseInstanceOf(StorageFailure.class));
        assertThat(stored()).containsExactly("before");
    }

    @Test
    void afterAFailureNothingIsWrittenAndTheOwnerIsToldOnce() throws InterruptedException {
        writer.submit(Notes.insert("kept")).join();
        assertThatThrownBy(() -> writer.submit(session -> {
                            throw new IllegalStateException("a bug in the caller");
                        })
                        .join())
                .hasMessageContaining("a bug in the caller");

        for (int i = 0; i < 3; i++) {
            CompletableFuture<Void> late = writer.submit(Notes.insert("late " + i));
            assertThatThrownBy(late::join).hasCauseInstanceOf(StorageFailure.class);
        }

        writer.close();
        assertThat(failures.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(failures).isEmpty();
        assertThat(stored()).containsExactly("kept");
    }

    @Test
    void anErrorInAChangeEndsTheWriterLikeAnException() throws InterruptedException {
        assertThatThrownBy(() -> writer.submit(session -> {
                            throw new StackOverflowError();
                        })
                        .join())
                .hasRootCauseInstanceOf(StackOverflowError.class);

        assertThat(writer.submit(Notes.insert("late"))).isCompletedExceptionally();
        assertThat(failures.poll(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void closingTwiceIsHarmless() {
        writer.close();
        writer.close();

        assertThat(failures).isEmpty();
    }

    @Test
    void aCommitThatFailsIsNotTriedAgain() {
        writer.submit(Notes.insert("kept")).join();
        diskIsFull = true;
        assertThatThrownBy(() -> writer.submit(Notes.insert("lost")).join())
                .hasMessageContaining("database or disk is full");
        diskIsFull = false;

        assertThatThrownBy(() -> writer.submit(Notes.insert("later")).join())
                .hasMessageContaining("database or disk is full");
        assertThat(commits).hasValue(1);
        assertThat(stored()).containsExactly("kept");
    }

    @Test
    void nothingIsAcknowledgedBeforeItIsCommitted() throws InterruptedException {
        commitGate.shut();
        CompletableFuture<Void> durable = writer.submit(Notes.insert("one"));
        commitGate.awaitSomebody();

        assertThat(durable).isNotDone();
        assertThat(stored()).isEmpty();
        commitGate.open();
        durable.join();
        assertThat(stored()).containsExactly("one");
    }

    @Test
    void whatQueuedUpSharesOneCommit() throws InterruptedException {
        CompletableFuture<Void> before = holdTheWriter();
        List<CompletableFuture<Void>> queued = submit(GroupCommit.MAX_CHANGES_PER_COMMIT);
        changes.open();

        before.join();
        queued.forEach(CompletableFuture::join);

        assertThat(commits).hasValue(2);
        assertThat(stored()).hasSize(1 + GroupCommit.MAX_CHANGES_PER_COMMIT);
    }

    @Test
    void aCommitIsBounded() throws InterruptedException {
        CompletableFuture<Void> before = holdTheWriter();
        List<CompletableFuture<Void>> queued = submit(GroupCommit.MAX_CHANGES_PER_COMMIT + 1);
        changes.open();

        before.join();
        queued.forEach(CompletableFuture::join);

        assertThat(commits).hasValue(3);
    }

    @Test
    void keepsTheOrderOfEveryCaller() {
        int callers = 16;
        int each = 250;
        List<CompletableFuture<Void>> durable = new CopyOnWriteArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < callers; caller++) {
                String name = caller + ":";
                threads.execute(() ->
                        IntStream.range(0, each).forEach(i -> durable.add(writer.submit(Notes.insert(name + i)))));
            }
        }
        durable.forEach(CompletableFuture::join);

        List<String> stored = stored();
        assertThat(stored).hasSize(callers * each);
        assertThat(commits.get()).isLessThan(callers * each);
        for (int caller = 0; caller < callers; caller++) {
            String name = caller + ":";
            assertThat(stored.stream().filter(text -> text.startsWith(name)))
                    .isEqualTo(IntStream.range(0, each).mapToObj(i -> name + i).toList());
        }
    }

    @Test
    void aChangeThatFindsTheQueueFullIsAFailureOfTheDisk() throws InterruptedException {
        CompletableFuture<Void> before = holdTheWriter();
        List<CompletableFuture<Void>> queued = submit(GroupCommit.MAX_QUEUED);

        CompletableFuture<Void> tooMany = writer.submit(Notes.insert("too many"));

        assertThatThrownBy(tooMany::join).hasMessageContaining("changes wait for the disk");
        changes.open();
        before.join();
        queued.forEach(CompletableFuture::join);
        assertThat(failures.poll(10, TimeUnit.SECONDS)).hasMessageContaining("changes wait for the disk");
        assertThat(failures).isEmpty();
    }

    @Test
    void closingFinishesWhatWasQueued() throws InterruptedException {
        CompletableFuture<Void> before = holdTheWriter();
        List<CompletableFuture<Void>> queued = submit(700);
        Thread closing = startClosing();
        changes.open();

        closing.join();

        before.join();
        assertThat(queued).allMatch(change -> change.isDone() && !change.isCompletedExceptionally());
        assertThat(stored()).hasSize(701);
    }

    @Test
    void aChangeDuringTheLastCommitIsRefusedAndNotForgotten() throws InterruptedException {
        CompletableFuture<Void> before = holdTheWriter();
        CompletableFuture<Void> shut = new CompletableFuture<>();
        CompletableFuture<Void> inLastCommit = writer.submit(session -> {
            commitGate.shut();
            shut.complete(null);
        });
        Thread closing = startClosing();
        changes.open();
        shut.join();
        commitGate.awaitSomebody();

        CompletableFuture<Void> late = writer.submit(Notes.insert("late"));

        commitGate.open();
        closing.join();
        before.join();
        inLastCommit.join();
        assertThat(late).failsWithin(Duration.ofSeconds(10)).withThrowableThat().withMessageContaining("closed");
        assertThat(writer.submit(Notes.insert("later still")))
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withMessageContaining("closed");
        assertThat(failures).isEmpty();
    }

    /** Returns when the request to stop is in the queue. */
    private Thread startClosing() {
        Thread closing = Thread.ofPlatform().start(writer::close);
        while (closing.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return closing;
    }

    /** Keeps the writer busy, so that what is submitted next waits together. */
    private CompletableFuture<Void> holdTheWriter() throws InterruptedException {
        changes.shut();
        CompletableFuture<Void> durable = writer.submit(session -> {
            session.update("INSERT INTO note (text) VALUES ('before')");
            changes.pass();
        });
        changes.awaitSomebody();
        return durable;
    }

    private List<CompletableFuture<Void>> submit(int count) {
        List<CompletableFuture<Void>> submitted = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            submitted.add(writer.submit(Notes.insert("queued " + i)));
        }
        return submitted;
    }

    private List<String> stored() {
        try (Notes notes = Notes.openReadOnly(directory)) {
            return notes.all();
        }
    }
}
