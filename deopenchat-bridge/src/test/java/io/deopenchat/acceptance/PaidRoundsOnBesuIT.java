package io.deopenchat.acceptance;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/** The same on a real node, where there is a container engine to run it; where there is none, it says so. */
@ExtendWith(PaidRoundsOnBesuIT.NeedsContainers.class)
final class PaidRoundsOnBesuIT extends PaidRoundsSuite {
    @Override
    TestChain chain() {
        return new BesuChain();
    }

    static final class NeedsContainers implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (DockerClientFactory.instance().isDockerAvailable()) {
                return ConditionEvaluationResult.enabled("a container engine runs here");
            }
            System.out.println("SKIPPED: the paid rounds on Besu, because no container engine runs on this machine");
            return ConditionEvaluationResult.disabled("no container engine runs on this machine");
        }
    }
}
