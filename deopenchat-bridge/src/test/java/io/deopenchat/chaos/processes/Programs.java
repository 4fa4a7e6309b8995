package io.deopenchat.chaos.processes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the programs are started, so that as little as possible of a campaign goes into starts. */
record Programs(String classPath, List<String> gatewayMachine, List<String> bridgeMachine) {
    static final String GATEWAY = "io.deopenchat.gateway.cli.GatewayCommand";
    static final String BRIDGE = "io.deopenchat.bridge.cli.BridgeCommand";

    /** The classes of this test, which the first of the two compilers makes. */
    static Programs here() {
        return new Programs(
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                List.of(),
                List.of());
    }

    List<String> gateway(List<String> arguments) {
        return command(gatewayMachine, GATEWAY, arguments);
    }

    List<String> bridge(List<String> arguments) {
        return command(bridgeMachine, BRIDGE, arguments);
    }

    private List<String> command(List<String> machine, String program, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                // the class path of the tests has some jars twice, which Logback would tell
                "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(machine);
        command.addAll(List.of("-cp", classPath, program));
        command.addAll(arguments);
        return command;
    }
}
