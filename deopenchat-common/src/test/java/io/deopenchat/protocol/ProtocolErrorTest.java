package io.deopenchat.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProtocolErrorTest {
    @ParameterizedTest
    @EnumSource
    void everyErrorObjectHasItsFourMembers(ErrorCode code) {
        ObjectNode json = ProtocolError.of(code, "why").toJson();
        assertThat(json.fieldNames()).toIterable().containsExactly("error");
        assertThat(json.get("error").fieldNames()).toIterable().containsExactly("message", "type", "param", "code");
        assertThat(code.code()).matches("[a-z]+(_[a-z]+)*");
        assertThat(code.status()).isBetween(400, 504);
    }

    @Test
    void anUnknownParameterIsNullAndNotAbsent() {
        assertThat(Json.text(ProtocolError.of(ErrorCode.SEQUENCE_USED, "why").toJson()))
                .isEqualTo("{\"error\":{\"message\":\"why\",\"type\":\"conflict_error\",\"param\":null,"
                        + "\"code\":\"sequence_used\"}}");
    }

    @Test
    void namesTheParameterThatIsWrong() {
        ObjectNode json =
                ProtocolError.about("stream", ErrorCode.INVALID_REQUEST, "why").toJson();
        assertThat(json.at("/error/param").textValue()).isEqualTo("stream");
    }

    @Test
    void putsTheNumbersThatHelpBesideTheError() {
        ObjectNode details = Json.object().put("nextSequence", "8");
        ObjectNode json =
                ProtocolError.of(ErrorCode.SEQUENCE_USED, "why", details).toJson();
        assertThat(json.fieldNames()).toIterable().containsExactly("error", "deopenchat");
        assertThat(json.at("/deopenchat/nextSequence").textValue()).isEqualTo("8");
    }

    /** The table of the protocol page. */
    @ParameterizedTest
    @CsvSource({
        "invalid_signature, 401",
        "request_expired, 401",
        "unknown_account, 402",
        "account_closing, 403",
        "model_not_found, 404",
        "price_changed, 409",
        "sequence_used, 409",
        "sequence_out_of_window, 409",
        "max_cost_too_low, 402",
        "authorization_too_low, 402",
        "insufficient_escrow, 402",
        "unconfirmed_limit, 409",
        "capacity_exceeded, 429",
        "rate_limited, 429",
        "backend_error, 502",
        "backend_timeout, 504",
    })
    void everyCodeOfTheProtocolPageHasItsStatus(String code, int status) {
        assertThat(ErrorCode.values())
                .filteredOn(error -> error.code().equals(code))
                .singleElement()
                .returns(status, ErrorCode::status);
    }

    @Test
    void whatIsWithheldKeepsCodeAndNumbersAndNothingThatWasSaid() {
        ProtocolError refusal = ProtocolError.about("messages", ErrorCode.INVALID_REQUEST, "cannot take 'secret'");
        ProtocolError full = ProtocolError.of(ErrorCode.CAPACITY_EXCEEDED, "all places are taken");

        assertThat(refusal.withheld().toJson().toString())
                .contains("invalid_request")
                .doesNotContain("secret")
                .doesNotContain("messages");
        assertThat(full.withheld()).isEqualTo(full);
    }

    @Test
    void everyCodeStandsOnTheProtocolPage() throws IOException {
        String page = Files.readString(Path.of("../docs/protocol.md"));

        assertThat(ErrorCode.values()).allMatch(error -> page.contains("`" + error.code() + "`"));
    }
}
