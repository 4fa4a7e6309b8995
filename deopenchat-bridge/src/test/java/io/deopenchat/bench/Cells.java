package io.deopenchat.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import java.util.List;
import java.util.OptionalDouble;

/** Figures that have targets, met or not. A target that is missed is printed like one that is met. */
final class Cells {
    private static final int CONNECTIONS = 32;
    private static final int STREAM_CONNECTIONS = 8;

    private final Results results;
    private final ArrayNode cells = Json.object().arrayNode();

    private Cells(Results results) {
        this.results = results;
    }

    /** What a line wants of its value: of the ratio to a peer, or of the value itself. */
    private record Wanted(boolean atMost, double bound) {
        boolean isMet(double value) {
            return atMost ? value <= bound : value >= bound;
        }

        @Override
        public String toString() {
            return (atMost ? "at most " : "at least ") + Figures.text(bound);
        }
    }

    private static Wanted atMost(double bound) {
        return new Wanted(true, bound);
    }

    private static Wanted atLeast(double bound) {
        return new Wanted(false, bound);
    }

    static ArrayNode of(Results results) {
        Cells made = new Cells(results);
        made.costs();
        made.latencies();
        made.crowds();
        made.start();
        return made.cells;
    }

    private void costs() {
        String request = CostMeasurement.perRequest(CONNECTIONS);
        String stream = CostMeasurement.perStream(STREAM_CONNECTIONS);
        ratio(request, Target.Name.UNPAID, Target.Name.NGINX, atMost(4));
        ratio(request, Target.Name.UNPAID, Target.Name.VERTX, atMost(1.3));
        ratio(request, Target.Name.UNPAID, Target.Name.PORTKEY, atMost(1.0 / 6));
        ratio(stream, Target.Name.UNPAID, Target.Name.NGINX, atMost(2));
        ratio(stream, Target.Name.UNPAID, Target.Name.PORTKEY, atMost(1.0 / 20));
        ratio(request, Target.Name.GATEWAY, Target.Name.NGINX, atMost(12));
        ratio("stretch: " + request, request, Target.Name.GATEWAY, Target.Name.NGINX, atMost(8));
        ratio(request, Target.Name.GATEWAY, Target.Name.PORTKEY, atMost(1.0 / 4));
    }

    private void latencies() {
        value(LatencyMeasurement.MEDIAN, Target.Name.GATEWAY, atMost(1.5), "ms");
        value(LatencyMeasurement.P99, Target.Name.GATEWAY, atMost(5), "ms");
        ratio(ThroughputMeasurement.NAME, Target.Name.GATEWAY, Target.Name.PORTKEY, atLeast(3));
        value(LatencyMeasurement.MEDIAN, Target.Name.BRIDGE, atMost(3), "ms");
    }

    private void crowds() {
        value(CrowdMeasurement.HELD, Target.Name.GATEWAY, atLeast(2_000), "");
        value(CrowdMeasurement.STALLED, Target.Name.GATEWAY, atMost(0), "");
        value(CrowdMeasurement.MEMORY, Target.Name.GATEWAY, atMost(64), "KiB");
    }

    private void start() {
        value(StartMeasurement.READY, Target.Name.GATEWAY, atMost(0.8), "s");
        value(StartMeasurement.RESIDENT, Target.Name.GATEWAY, atMost(150), "MB");
    }

    private void ratio(String name, Target.Name target, Target.Name peer, Wanted wanted) {
        ratio(name, name, target, peer, wanted);
    }

    private void ratio(String label, String name, Target.Name target, Target.Name peer, Wanted wanted) {
        ObjectNode cell = cell(label, target, wanted);
        cell.put("peer", peer.toString());
        OptionalDouble ours = results.value(name, target);
        OptionalDouble theirs = results.value(name, peer);
        results.unit(name).ifPresent(unit -> cell.put("unit", unit));
        ours.ifPresent(value -> cell.put("value", value));
        if (ours.isPresent() && theirs.isPresent() && theirs.getAsDouble() > 0) {
            double ratio = ours.getAsDouble() / theirs.getAsDouble();
            cell.put("ratio", ratio).put("met", wanted.isMet(ratio));
        }
    }

    private void value(String name, Target.Name target, Wanted wanted, String unit) {
        ObjectNode cell = cell(name, target, wanted);
        cell.put("unit", unit);
        results.value(name, target).ifPresent(value -> cell.put("value", value).put("met", wanted.isMet(value)));
    }

    /** All members are there, with null for what was not measured. */
    private ObjectNode cell(String name, Target.Name target, Wanted wanted) {
        ObjectNode cell = cells.addObject().put("name", target + ": " + name);
        List.of("value", "unit", "peer", "ratio").forEach(cell::putNull);
        return cell.put("target", wanted.toString()).putNull("met");
    }
}
