package io.deopenchat.chaos.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Not tests: {@code scripts/chaos} runs one or the other with the options that it was given. */
class ProcessesOnDemand {
    private static final String OPTIONS = "deopenchat.chaos.options";
    private static final String OUT = "deopenchat.chaos.out";

    @Test
    void runsTheCampaign() {
        assertThat(ProcessChaos.execute(options())).isZero();
    }

    @Test
    void soaks() {
        assertThat(SoakProgram.execute(options())).isZero();
    }

    private static String[] options() {
        List<String> options =
                new ArrayList<>(List.of(System.getProperty(OPTIONS, "").strip().split(" +")));
        options.addAll(List.of("--out", System.getProperty(OUT)));
        return options.toArray(String[]::new);
    }
}
