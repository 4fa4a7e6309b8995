package io.deopenchat.protocol;

import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Copies of a message in which exactly one value, however deep, is changed by as little as possible. */
final class Mutants {
    private Mutants() {}

    static <R extends Record> List<R> of(R message) {
        try {
            return mutants(message);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record can be taken apart and put together", e);
        }
    }

    @SuppressWarnings("unchecked") // a copy has the class of its original
    private static <R extends Record> List<R> mutants(R message) throws ReflectiveOperationException {
        RecordComponent[] components = message.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = components[i].getAccessor().invoke(message);
        }
        List<R> mutants = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            for (Object changed : changes(values[i])) {
                Object[] copy = values.clone();
                copy[i] = changed;
                mutants.add((R) message.getClass().getDeclaredConstructor(types).newInstance(copy));
            }
        }
        return mutants;
    }

    private static List<?> changes(Object value) throws ReflectiveOperationException {
        return switch (value) {
            case Wei wei -> List.of(new Wei(wei.value().flipBit(0)));
            case Long number -> List.of(number == 1 ? 2 : number ^ 1);
            case Address address -> List.of(Address.of(flipped(address.toArray())));
            case Bytes32 bytes -> List.of(Bytes32.of(flipped(bytes.toArray())));
            case String text -> List.of(text + "x");
            case RoundStatus status -> List.of(RoundStatus.of((status.number() + 1) % 3));
            case Record record -> mutants(record);
            default -> throw new IllegalArgumentException("no change is known for a " + value.getClass());
        };
    }

    private static byte[] flipped(byte[] bytes) {
        byte[] copy = Arrays.copyOf(bytes, bytes.length);
        copy[bytes.length - 1] ^= 1;
        return copy;
    }
}
