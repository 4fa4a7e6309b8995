package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deopenchat.signing.Hash;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Nothing that the contract offers or tells is missing here. */
class ContractSurfaceTest {

    @Test
    void everyFunctionOfTheContractHasAMethodOfItsName() {
        List<String> methods = Stream.concat(Stream.of(DeopenchatContract.class), rooms())
                .flatMap(room -> Arrays.stream(room.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .map(Method::getName)
                .toList();

        assertThat(methods)
                .containsAll(entries("function")
                        .map(entry -> entry.path("name").asText())
                        .toList());
    }

    @Test
    void noMethodGivesAwayTypesOfTheWrapper() {
        Set<Type> shown = new LinkedHashSet<>();
        Stream.concat(Stream.of(DeopenchatContract.class), rooms())
                .flatMap(room -> Arrays.stream(room.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .flatMap(method -> Stream.concat(
                        Stream.of(method.getGenericReturnType()), Arrays.stream(method.getGenericParameterTypes())))
                .forEach(type -> show(type, shown));
        show(ContractEvent.class, shown);

        assertThat(shown)
                .contains(Order.class, Listing.Announcement.class, Criteria.class, AccountEvent.Deposited.class)
                .noneMatch(type -> type.getTypeName().contains("web3j")
                        || type.getTypeName().contains("wrapper")
                        || type.getTypeName().contains("BigInteger"));
    }

    /** What one sees of a type: its arguments, of a record of ours its components, of a sealed type what it permits. */
    private static void show(Type type, Set<Type> shown) {
        if (!shown.add(type)) {
            return;
        }
        if (type instanceof ParameterizedType generic) {
            Arrays.stream(generic.getActualTypeArguments()).forEach(argument -> show(argument, shown));
        }
        if (type instanceof Class<?> plain && plain.getPackage() == DeopenchatContract.class.getPackage()) {
            if (plain.isRecord()) {
                Arrays.stream(plain.getRecordComponents()).forEach(part -> show(part.getGenericType(), shown));
            }
            if (plain.isSealed()) {
                Arrays.stream(plain.getPermittedSubclasses()).forEach(permitted -> show(permitted, shown));
            }
        }
    }

    @Test
    void everyEventOfTheContractIsRead() {
        assertThat(EventDecoder.topics(ContractEvent.class))
                .containsExactlyInAnyOrderElementsOf(entries("event")
                        .map(event -> Hash.keccak256(AbiParameter.signature(
                                        event.path("name").asText(), AbiParameter.all(event.path("inputs"))))
                                .toString())
                        .toList());
    }

    @Test
    void eventsOfAProviderHaveItAsTheirFirstTopic() {
        List<String> topics = entries("event")
                .filter(event -> event.at("/inputs/0/name").asText().equals("provider"))
                .filter(event -> event.at("/inputs/0/indexed").asBoolean())
                .map(event -> Hash.keccak256(AbiParameter.signature(
                                event.path("name").asText(), AbiParameter.all(event.path("inputs"))))
                        .toString())
                .toList();

        assertThat(EventDecoder.topics(ProviderEvent.class)).containsExactlyInAnyOrderElementsOf(topics);
    }

    private static Stream<Class<?>> rooms() {
        return Arrays.stream(DeopenchatContract.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && method.getParameterCount() == 0)
                .<Class<?>>map(Method::getReturnType)
                .filter(type -> type.getPackage() == DeopenchatContract.class.getPackage());
    }

    private static Stream<JsonNode> entries(String type) {
        return StreamSupport.stream(ContractBuild.checkedIn().abi().spliterator(), false)
                .filter(entry -> entry.path("type").asText().equals(type));
    }
}
