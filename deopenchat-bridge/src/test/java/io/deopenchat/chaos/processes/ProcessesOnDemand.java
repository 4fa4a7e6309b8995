package io.deopenchat.chaos.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Not one of the tests: {@code scripts/chaos processes} runs it with the options that it was given. */
class ProcessesOnDemand {
    private static final String OPTIONS = "deopenchat.chaos.options";
    private static final String OUT = "deopenchat.chaos.out";

    @Test
    void runsTheCampaign() {
        List<String> options =
                new ArrayList<>(List.of(System.getProperty(OPTIONS, "").strip().split(" +")));
        options.addAll(List.of("--out", System.getProperty(OUT)));
        assertThat(ProcessChaos.execute(options.toArray(String[]::new))).isZero();
    }
}
