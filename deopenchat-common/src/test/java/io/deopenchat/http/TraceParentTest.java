package io.deopenchat.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final String HEADER = "00-" + TRACE + "-" + SPAN + "-01";

    @Test
    void readsAndWritesTheHeaderOfTheStandard() {
        assertThat(TraceParent.of(List.of(HEADER))).hasValueSatisfying(parent -> {
            assertThat(parent).isEqualTo(new TraceParent(TRACE, SPAN, "01"));
            assertThat(parent.header()).isEqualTo(HEADER);
        });
    }

    @Test
    void readsWhatItKnowsOfALaterVersion() {
        assertThat(TraceParent.of(List.of("01-" + TRACE + "-" + SPAN + "-03-more")))
                .contains(new TraceParent(TRACE, SPAN, "03"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-00000000000000000000000000000000-" + SPAN + "-01",
                "00-" + TRACE + "-0000000000000000-01",
                "ff-" + TRACE + "-" + SPAN + "-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + SPAN + "-01",
                HEADER + "-more",
                HEADER + " ",
                "01-" + TRACE + "-" + SPAN + "-01more",
                HEADER + "\r\nx: y",
            })
    void takesNothingElseForOne(String header) {
        assertThat(TraceParent.of(List.of(header))).isEmpty();
    }

    @Test
    void takesNoneWhereThereAreTwoOrTheyAreLong() {
        assertThat(TraceParent.of(List.of())).isEmpty();
        assertThat(TraceParent.of(List.of(HEADER, HEADER))).isEmpty();
        assertThat(TraceParent.of(List.of("01" + HEADER.substring(2) + "-" + "x".repeat(TraceParent.MAX_LENGTH))))
                .isEmpty();
    }
}
