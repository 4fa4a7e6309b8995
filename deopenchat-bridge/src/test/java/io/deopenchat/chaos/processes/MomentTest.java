package io.deopenchat.chaos.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Messages are known by their names, and an appointment is kept once. */
final class MomentTest {
    private static Road.Request request(String first, String body) {
        return new Road.Request(head(first, Map.of()), bytes(body));
    }

    private static HttpReader.Head head(String first, Map<String, String> fields) {
        return new HttpReader.Head(first, fields, bytes(first));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final Road.Request CHAT = request("POST /v1/chat/completions HTTP/1.1", "{}");

    @Test
    void aCallIsKnownByMethodAndPath() {
        assertThat(Moment.ofRequest(Place.BRIDGE_TO_GATEWAY, CHAT)).containsExactly(Moment.INFERENCE_REQUEST);
        assertThat(Moment.ofRequest(Place.GATEWAY_TO_BACKEND, CHAT)).containsExactly(Moment.BACKEND_CALL);
        assertThat(Moment.ofRequest(Place.BRIDGE_TO_GATEWAY, request("DELETE /deopenchat/v1/rounds/7 HTTP/1.1", "")))
                .containsExactly(Moment.CANCEL);
    }

    @Test
    void aCallOfANodeIsKnownByItsMethod() {
        Road.Request call = request("POST / HTTP/1.1", "{\"method\":\"eth_sendRawTransaction\",\"params\":[]}");

        assertThat(Moment.ofRequest(Place.GATEWAY_TO_NODE, call)).containsExactly(Moment.TRANSACTION);
        assertThat(Moment.ofRequest(Place.BRIDGE_TO_NODE, call)).isEmpty();
        assertThat(Moment.ofPiece(Place.GATEWAY_TO_NODE, call, bytes("{}"), true))
                .containsExactly(Moment.TRANSACTION_ANSWER);
    }

    @Test
    void theBillIsInAHeadOrInAnEvent() {
        HttpReader.Head billed = head("HTTP/1.1 200 OK", Map.of("deopenchat-receipt", "e30"));

        assertThat(Moment.ofHead(Place.BRIDGE_TO_GATEWAY, CHAT, billed))
                .containsExactly(Moment.HEAD_OF_ANSWER, Moment.RECEIPT);
        assertThat(Moment.ofPiece(
                        Place.BRIDGE_TO_GATEWAY,
                        CHAT,
                        bytes("data: [DONE]\n\nevent: deopenchat.receipt\ndata: {}\n\n"),
                        false))
                .containsExactly(Moment.LAST_EVENT, Moment.RECEIPT);
    }

    @Test
    void onlyDaemonsAreKilledAndNoCallOfABackendIsDoubled() {
        assertThat(Moment.BACKEND_CALL.strikes())
                .contains(Strike.KILL_SENDER)
                .doesNotContain(Strike.KILL_RECEIVER, Strike.DOUBLE);
        assertThat(Moment.CONFIRMATION.strikes()).containsExactly(Strike.values());
    }

    @Test
    void anAppointmentIsKeptByTheFirstMessageThatFits() throws InterruptedException {
        Appointments appointments = new Appointments();
        var due = new Appointments.Appointment(Moment.CONFIRMATION, Strike.DROP, () -> {});
        appointments.agrees(due);

        assertThat(appointments.meets(() -> Set.of(Moment.ACCOUNT))).isEmpty();
        assertThat(appointments.meets(() -> Set.of(Moment.CONFIRMATION))).contains(due);
        assertThat(appointments.meets(() -> Set.of(Moment.CONFIRMATION))).isEmpty();
        due.isKept();
        assertThat(appointments.isKept(due, Duration.ofMinutes(1))).isTrue();
    }

    @Test
    void anAppointmentWhoseMomentDoesNotComeIsOff() throws InterruptedException {
        Appointments appointments = new Appointments();
        var due = new Appointments.Appointment(Moment.CONFIRMATION, Strike.DROP, () -> {});
        appointments.agrees(due);

        assertThat(appointments.isKept(due, Duration.ZERO)).isFalse();
        assertThat(appointments.meets(() -> Set.of(Moment.CONFIRMATION))).isEmpty();
    }
}
