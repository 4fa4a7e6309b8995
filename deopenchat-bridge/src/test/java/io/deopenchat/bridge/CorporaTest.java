package io.deopenchat.bridge;

import io.deopenchat.fuzz.Corpora;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class CorporaTest {
    @TestFactory
    Stream<DynamicTest> everyInputHoldsWhatItsTargetPromises() {
        return Corpora.of(CorporaTest.class);
    }
}
