package io.deopenchat.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.deopenchat.gateway.fixture.ClientKey;
import io.deopenchat.http.Await;
import io.deopenchat.http.Breaker;
import io.deopenchat.protocol.ErrorCode;
import io.deopenchat.signing.Address;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets a place, and where. No backend is called. */
@Timeout(60)
class BackendsTest {
    private static final String MODEL = "model";

    private final Vertx vertx = Vertx.vertx();
    private int clients;
    private Backends backends = with(0, profile("a", 2, 1), profile("b", 2, 1));

    @AfterEach
    void close() {
        backends.close();
        Await.within(Duration.ofSeconds(20), vertx.close(), "closing");
    }

    private static BackendProfile profile(String name, int capacity, int weight, String... models) {
        Map<String, String> names = new HashMap<>();
        for (String model : models) {
            names.put(model, model + "@" + name);
        }
        BackendConfig nowhere = BackendConfig.of(URI.create("http://" + name + ".invalid/v1"), null);
        return new BackendProfile(name, nowhere, names, capacity, weight);
    }

    private Backends with(int queue, BackendProfile... profiles) {
        return new Backends(plan(queue, profiles), profile -> new Backend(vertx, profile));
    }

    private static BackendPlan plan(int queue, BackendProfile... profiles) {
        return new BackendPlan(List.of(profiles), queue, Duration.ofSeconds(30));
    }

    private void replace(int queue, BackendProfile... profiles) {
        backends.close();
        backends = with(queue, profiles);
    }

    /** Somebody else each time. */
    private Address client() {
        return new ClientKey("client " + ++clients).address();
    }

    private Place take(String model, long affinity) {
        return ((Placement.Placed) backends.take(client(), model, affinity)).place();
    }

    private Place take() {
        return take(MODEL, 0);
    }

    private ErrorCode refusal(String model) {
        return ((Placement.Refused) backends.take(client(), model, 0)).error().code();
    }

    private static String at(Place place) {
        return place.backend().join().toString();
    }

    private List<String> takeAll(int count, long affinity) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(at(take(MODEL, affinity)));
        }
        return names;
    }

    @Test
    void aModelIsServedWhileOneOfItsBackendsWorks() {
        replace(0, profile("a", 2, 1, "first"), profile("b", 2, 1, "second"), profile("c", 2, 1, "second"));
        assertThat(backends.serves("second")).isTrue();
        assertThat(backends.serves("third")).isFalse();

        backends.probed(backends.all().get(1), false);
        assertThat(backends.serves("second")).isTrue();
        backends.probed(backends.all().get(2), false);

        assertThat(backends.serves("second")).isFalse();
        assertThat(backends.serves("first")).isTrue();
    }

    @Test
    void fillsAllAndThenRefuses() {
        assertThat(takeAll(4, 0)).containsExactlyInAnyOrder("a", "a", "b", "b");
        assertThat(refusal(MODEL)).isEqualTo(ErrorCode.CAPACITY_EXCEEDED);
    }

    @Test
    void tellsHowManyOfThePlacesForAModelAreTaken() {
        replace(5, profile("a", 2, 1, MODEL), profile("b", 2, 1, "another"));
        assertThat(backends.loadPercent(MODEL)).isZero();

        take();

        assertThat(backends.loadPercent(MODEL)).isEqualTo(50);
        assertThat(backends.loadPercent("another")).isZero();
        assertThat(backends.loadPercent("unknown")).isZero();
        take();
        take();
        assertThat(backends.loadPercent(MODEL)).isEqualTo(100);
    }

    @Test
    void tellsWhetherThereIsAPlaceForAModel() {
        replace(5, profile("a", 1, 1, MODEL), profile("b", 1, 1, "another"));
        assertThat(backends.hasPlace(MODEL)).isTrue();
        assertThat(backends.hasPlace("unknown")).isFalse();

        take();

        assertThat(backends.hasPlace(MODEL)).isFalse();
        assertThat(backends.hasPlace("another")).isTrue();
    }

    @Test
    void aPlaceThatIsLeftTwiceIsFreeOnce() {
        Place place = take();
        takeAll(3, 0);
        place.leave();
        place.leave();

        take();

        assertThat(refusal(MODEL)).isEqualTo(ErrorCode.CAPACITY_EXCEEDED);
    }

    @Test
    void workFollowsTheWeights() {
        replace(0, profile("light", 1_000, 1), profile("heavy", 1_000, 4));

        List<String> names = takeAll(500, 0);

        assertThat(names.stream().filter("heavy"::equals).count()).isBetween(390L, 410L);
    }

    @Test
    void requestsThatBeginAlikeGoToTheSameBackendWhileItIsNotMuchBusier() {
        replace(0, profile("a", 100, 1), profile("b", 100, 1), profile("c", 100, 1));
        Set<String> used = new HashSet<>();
        for (long affinity = 0; affinity < 200; affinity++) {
            Place first = take(MODEL, affinity);
            Place second = take(MODEL, affinity);
            assertThat(at(second)).isEqualTo(at(first));
            used.add(at(first));
            first.leave();
            second.leave();
        }
        assertThat(used).containsExactlyInAnyOrder("a", "b", "c");

        List<String> crowd = takeAll(90, 7);
        assertThat(crowd.stream().distinct()).hasSize(3);
    }

    @Test
    void onlyBackendsThatServeTheModelAreAsked() {
        replace(0, profile("a", 10, 1, "x"), profile("b", 10, 1, "y"));

        assertThat(at(take("x", 0))).isEqualTo("a");
        assertThat(at(take("y", 0))).isEqualTo("b");
        assertThat(take("x", 0).backend().join().profile().nameOf("x")).isEqualTo("x@a");
        assertThat(refusal("z")).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void thoseWhoWaitAreServedInTheirOrder() {
        replace(2, profile("a", 1, 1));
        Place first = take();
        Place second = take();
        Place third = take();
        assertThat(refusal(MODEL)).isEqualTo(ErrorCode.CAPACITY_EXCEEDED);
        assertThat(second.backend()).isNotDone();

        first.leave();

        assertThat(second.backend()).isDone();
        assertThat(third.backend()).isNotDone();
        second.leave();
        assertThat(third.backend()).isDone();
    }

    @Test
    void whoLeavesTheQueueTakesNoPlace() {
        replace(2, profile("a", 1, 1));
        Place first = take();
        Place second = take();
        Place third = take();

        second.leave();
        first.leave();

        assertThat(second.backend()).isNotDone();
        assertThat(third.backend()).isDone();
        assertThat(backends.waiting()).isZero();
    }

    @Test
    void aRequestWaitsBehindOthersOnlyForItsOwnModel() {
        replace(2, profile("a", 1, 1, "x"), profile("b", 1, 1, "y"));
        take("x", 0);
        Place y = take("y", 0);
        Place waitsForX = take("x", 0);
        Place waitsForY = take("y", 0);

        y.leave();

        assertThat(waitsForX.backend()).isNotDone();
        assertThat(waitsForY.backend()).isDone();
    }

    @Test
    void triesEachBackendOnce() {
        Place place = take();
        String first = at(place);
        place.failed();

        assertThat(place.another()).get().extracting(Backend::toString).isNotEqualTo(first);
        place.failed();
        assertThat(place.another()).isEmpty();

        place.leave();
        assertThat(takeAll(4, 0)).as("all places are free again").hasSize(4);
    }

    @Test
    void aBackendThatKeepsFailingIsLeftOut() {
        for (int i = 0; i < 2 * Breaker.FAILURES; i++) {
            Place place = take();
            if (at(place).equals("a")) {
                place.failed();
            } else {
                place.answered();
            }
            if (at(place).equals("b")) {
                place.another().ifPresent(other -> place.failed());
            }
            place.leave();
        }

        assertThat(takeAll(2, 0)).containsExactly("b", "b");
        assertThat(refusal(MODEL)).isEqualTo(ErrorCode.CAPACITY_EXCEEDED);
    }

    /** Else one who sends what a server cannot take would end the service for all. */
    @Test
    void theLastOneIsNotLeftOutHoweverItFails() {
        replace(0, profile("a", 2, 1));
        for (int i = 0; i < 2 * Breaker.FAILURES; i++) {
            Place place = take();
            place.failed();
            place.leave();
        }

        assertThat(at(take())).isEqualTo("a");
    }

    @Test
    void aRequestReachesNoMoreThanTwo() {
        replace(0, profile("a", 1, 1), profile("b", 1, 1), profile("c", 1, 1));
        Place place = take();
        assertThat(place.another()).isPresent();

        assertThat(place.another()).isEmpty();
    }

    @Test
    void oneClientHoldsOnlyItsShareOfTheQueue() {
        replace(8, profile("a", 1, 1));
        take();
        Address greedy = client();
        for (int i = 0; i < 2; i++) {
            assertThat(backends.take(greedy, MODEL, 0)).isInstanceOf(Placement.Placed.class);
        }

        assertThat(backends.take(greedy, MODEL, 0)).isInstanceOf(Placement.Refused.class);
        take();
        assertThat(backends.waiting()).isEqualTo(3);
    }

    @Test
    void nobodyIsPassedByWhoComesLater() {
        replace(2, profile("a", 1, 1), profile("b", 1, 1));
        Backend b = backends.all().getLast();
        backends.probed(b, false);
        take();
        Place waiting = take();
        backends.probed(b, true);

        assertThat(waiting.backend()).isDone();
        assertThat(take().backend()).isNotDone();
    }

    @Test
    void aServerThatIsDescribedAnewKeepsItsWork() {
        replace(0, profile("a", 2, 1));
        takeAll(2, 0);

        backends.reload(plan(0, profile("a", 2, 7)));

        assertThat(refusal(MODEL)).isEqualTo(ErrorCode.CAPACITY_EXCEEDED);
    }

    @Test
    void oneThatDeliversIsUpWhateverAProbeSays() {
        replace(0, profile("a", 2, 1));
        Backend a = backends.all().getFirst();
        take().answered();
        backends.probed(a, false);
        assertThat(at(take())).isEqualTo("a");

        backends.probed(a, false);

        assertThat(refusal(MODEL)).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void withoutAnyThatWorksTheModelIsUnavailable() {
        backends.all().forEach(backend -> backends.probed(backend, false));

        assertThat(refusal(MODEL)).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void aBackendThatComesBackServesThoseWhoWait() {
        replace(1, profile("a", 1, 1), profile("b", 1, 1));
        Backend b = backends.all().getLast();
        backends.probed(b, false);
        take();
        Place waiting = take();

        backends.probed(b, true);

        assertThat(at(waiting)).isEqualTo("b");
    }

    @Test
    void aReloadKeepsWhatStaysAndTakesNothingFromWhoIsThere() {
        replace(1, profile("a", 1, 1), profile("b", 1, 1));
        Backend a = backends.all().getFirst();
        takeAll(2, 0);
        Place waiting = take();

        backends.reload(plan(1, profile("a", 1, 1), profile("c", 1, 1)));

        assertThat(backends.all().getFirst()).isSameAs(a);
        assertThat(at(waiting)).isEqualTo("c");
        assertThat(backends.all()).extracting(Backend::toString).containsExactly("a", "c");
    }

    /** Whatever happens, in whatever order: never more work than capacity, and in the end all places are free. */
    @Test
    void noPlaceIsLostOrGivenTwice() {
        replace(5, profile("a", 2, 1), profile("b", 3, 2));
        Random random = new Random(20260822);
        List<Place> places = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            if (random.nextInt(5) < 2) {
                if (backends.take(client(), MODEL, random.nextInt(4)) instanceof Placement.Placed placed) {
                    places.add(placed.place());
                }
            } else if (!places.isEmpty()) {
                Place place = places.get(random.nextInt(places.size()));
                switch (random.nextInt(4)) {
                    case 0 -> place.answered();
                    case 1 -> {
                        if (place.backend().isDone()) {
                            place.answered();
                            place.another();
                        }
                    }
                    default -> {
                        place.leave();
                        places.remove(place);
                    }
                }
            }
            assertThat(backends.waiting()).isLessThanOrEqualTo(5);
        }
        places.forEach(Place::leave);
        assertThat(backends.waiting()).isZero();

        assertThat(takeAll(5, 0)).containsExactlyInAnyOrder("a", "a", "b", "b", "b");
        assertThat(take().backend()).as("the sixth waits").isNotDone();
    }
}
