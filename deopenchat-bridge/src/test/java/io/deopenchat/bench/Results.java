package io.deopenchat.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Everything that was measured, raw, and the figures that the cells are made of. */
final class Results {
    private final ObjectNode raw = Json.object();
    private final List<Figure> figures = new ArrayList<>();

    /**
     * One figure of one path.
     *
     * @param low lower end of its 95 % interval, or of its repeats; the same as the value where there is none
     */
    record Figure(String name, Target.Name target, double value, double low, double high, String unit) {}

    ArrayNode list(String name) {
        return raw.withArray("/" + name);
    }

    void add(String name, Target.Name target, double value, String unit) {
        figures.add(new Figure(name, target, value, value, value, unit));
    }

    void add(String name, Target.Name target, Samples.Interval interval, double unitNanos, String unit) {
        figures.add(new Figure(
                name,
                target,
                interval.value() / unitNanos,
                interval.low() / unitNanos,
                interval.high() / unitNanos,
                unit));
    }

    /** The median of repeats, and their ends. */
    void add(String name, Target.Name target, List<Double> repeats, String unit) {
        double[] values = repeats.stream().mapToDouble(Double::doubleValue).toArray();
        double low = repeats.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
        double high = repeats.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
        figures.add(new Figure(name, target, Samples.median(values), low, high, unit));
    }

    OptionalDouble value(String name, Target.Name target) {
        return figures.stream()
                .filter(figure -> figure.name().equals(name) && figure.target() == target)
                .mapToDouble(Figure::value)
                .findFirst();
    }

    Optional<String> unit(String name) {
        return figures.stream()
                .filter(figure -> figure.name().equals(name))
                .map(Figure::unit)
                .findFirst();
    }

    List<Figure> figures() {
        return List.copyOf(figures);
    }

    ObjectNode raw() {
        return raw;
    }

    static ArrayNode numbers(long[] values) {
        ArrayNode array = Json.object().arrayNode();
        for (long value : values) {
            array.add(value);
        }
        return array;
    }
}
