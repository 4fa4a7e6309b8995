package io.deopenchat.chaos.processes;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What a daemon holds: bytes on its heap when all garbage is gone, and open files and sockets. */
final class Pulse implements AutoCloseable {
    private static final Path PROCESSES = Path.of("/proc");

    private final long pid;
    private final JMXConnector connection;
    private final MemoryMXBean memory;

    @SuppressWarnings("BanJNDI") // the address is that of an agent that we have just started in a process of our own
    Pulse(long pid) throws IOException {
        this.pid = pid;
        this.connection = JMXConnectorFactory.connect(new JMXServiceURL(agent(pid)));
        this.memory = ManagementFactory.newPlatformMXBeanProxy(
                connection.getMBeanServerConnection(), ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
    }

    private static String agent(long pid) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                return machine.startLocalManagementAgent();
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException(e);
        }
    }

    long heapAfterCollection() {
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    /** Empty directories where there is no such file system: then the figure is zero, and level. */
    long handles() throws IOException {
        Path open = PROCESSES.resolve(Long.toString(pid)).resolve("fd");
        if (!Files.isDirectory(open)) {
            return 0;
        }
        try (Stream<Path> each = Files.list(open)) {
            return each.count();
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
