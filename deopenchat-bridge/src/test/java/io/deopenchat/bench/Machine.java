package io.deopenchat.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What everything runs on. Linux only: the processor time of others is read from {@code /proc}. */
final class Machine {
    /** Of one minute; with more somebody else works here too. */
    static final double MAX_LOAD = 0.5;

    private static final long NANOS_OF_A_TICK = 10_000_000;
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    private Machine() {}

    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    static int cores() {
        try {
            // of the machine: this process itself may be bound to one of them
            return (int) Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("processor"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** User and system time of these processes so far, ended threads included. */
    static long processorNanos(Set<Long> pids) {
        return pids.stream().mapToLong(Machine::ticks).sum() * NANOS_OF_A_TICK;
    }

    private static long ticks(long pid) {
        String stat = read(Path.of("/proc/" + pid + "/stat"));
        String[] behindTheName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(behindTheName[USER_TICKS]) + Long.parseLong(behindTheName[SYSTEM_TICKS]);
    }

    static long residentBytes(Set<Long> pids) {
        return pids.stream().mapToLong(Machine::resident).sum();
    }

    private static long resident(long pid) {
        String status = read(Path.of("/proc/" + pid + "/status"));
        int at = status.indexOf("VmRSS:") + "VmRSS:".length();
        return 1_024
                * Long.parseLong(status.substring(at, status.indexOf("kB", at)).strip());
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectNode describe() {
        ObjectNode node = Json.object();
        node.put("processor", field("/proc/cpuinfo", "model name"));
        node.put("cores", cores());
        node.put("memory", field("/proc/meminfo", "MemTotal"));
        node.put("kernel", System.getProperty("os.version"));
        node.put("java", Runtime.version().toString());
        node.put("loadAtStart", load());
        return node;
    }

    private static String field(String file, String name) {
        List<String> found = read(Path.of(file))
                .lines()
                .filter(line -> line.startsWith(name))
                .toList();
        return found.isEmpty()
                ? "unknown"
                : found.getFirst().substring(found.getFirst().indexOf(':') + 1).strip();
    }
}
