package io.deopenchat.chain;

import static io.deopenchat.chain.Market.DELAY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Hash;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Everybody does with the real contract all that it offers. Each concern has a class of its own, on top of the one before, so
 * that all tests of one settlement currency share a chain.
 */
abstract class MarketSuite extends TreasurySuite {
    private final Set<Method> testsRun = new HashSet<>();

    MarketSuite(Market market) {
        super(market);
    }

    /** A function that this settlement currency has no use for. */
    abstract String notOfferedHere();

    @BeforeEach
    void notes(TestInfo test) {
        test.getTestMethod().ifPresent(testsRun::add);
    }

    @Test
    void theContractSignsForTheDomainThatEverybodyExpects() {
        assertThat(contract.domainSeparator()).isEqualTo(contract.domain().separator());
        assertThat(contract.eip712Domain().separator())
                .isEqualTo(contract.domain().separator());
        assertThat(contract.withdrawalDelay()).isEqualTo(DELAY);
        assertThat(contract.extension()).isNotEqualTo(Address.ZERO).isNotEqualTo(contract.address());
    }

    /** Unless only some of the tests were asked for. A disabled test would look like one that nobody asked for. */
    @AfterAll
    void nothingThatCanBeSentWasLeftOut() {
        try (market) {
            assertThat(tests()).noneMatch(test -> AnnotationSupport.isAnnotated(test, Disabled.class));
            if (testsRun.containsAll(tests())) {
                assertThat(neverSent()).isEmpty();
            }
        }
    }

    private List<Method> tests() {
        return Stream.<Class<?>>iterate(getClass(), Class::getSuperclass)
                .takeWhile(type -> type != Object.class)
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
                .toList();
    }

    /** Names of the functions for sending that nobody has sent. */
    private List<String> neverSent() {
        return StreamSupport.stream(ContractBuild.checkedIn().abi().spliterator(), false)
                .filter(entry -> entry.path("type").asText().equals("function"))
                .filter(entry -> !entry.path("stateMutability").asText().equals("view"))
                .filter(entry -> !market.sent().contains(selector(entry)))
                .map(entry -> entry.path("name").asText())
                .filter(name -> !name.equals(notOfferedHere()))
                .toList();
    }

    private static String selector(JsonNode function) {
        String signature =
                AbiParameter.signature(function.path("name").asText(), AbiParameter.all(function.path("inputs")));
        return Hash.keccak256(signature).toString().substring(0, 10);
    }
}
