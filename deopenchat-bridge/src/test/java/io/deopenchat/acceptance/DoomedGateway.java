package io.deopenchat.acceptance;

import io.deopenchat.gateway.cli.GatewayCommand;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;

/**
 * The program of a provider above a database driver that counts commits. At the one that it is told it stops the writer of
 * the ledger and says so; whoever started it then kills it. The program itself knows nothing of this.
 */
public final class DoomedGateway {
    static final String DOOM = "deopenchat.test.doom";
    static final String WAITS = "waits to be killed ";

    private DoomedGateway() {}

    public static void main(String... arguments) throws SQLException {
        CountingDriver counting = new CountingDriver(new Doom(System.getProperty(DOOM, "")));
        // the driver registers itself, and whoever is registered first is asked first
        for (Driver other : DriverManager.drivers().toList()) {
            DriverManager.deregisterDriver(other);
        }
        DriverManager.registerDriver(counting);
        GatewayCommand.main(arguments);
    }

    /** Where it ends: {@code before 3} or {@code after 3}. */
    private static final class Doom {
        private final String step;
        private final AtomicInteger commits = new AtomicInteger();

        private Doom(String step) {
            this.step = step;
        }

        private Object commit(Connection connection) throws SQLException {
            int number = commits.incrementAndGet();
            reached("before " + number);
            connection.commit();
            reached("after " + number);
            return connection;
        }

        private void reached(String here) {
            if (here.equals(step)) {
                System.out.println(WAITS + here);
                System.out.flush();
                while (true) {
                    LockSupport.park();
                }
            }
        }
    }

    private record CountingDriver(Doom doom, Driver sqlite) implements Driver {
        private CountingDriver(Doom doom) {
            this(doom, new org.sqlite.JDBC());
        }

        @Override
        public Connection connect(String url, Properties properties) throws SQLException {
            return counting(sqlite.connect(url, properties));
        }

        private Connection counting(Connection connection) {
            return (Connection) Proxy.newProxyInstance(
                    DoomedGateway.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> {
                        try {
                            return method.getName().equals("commit")
                                    ? doom.commit(connection)
                                    : method.invoke(connection, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        @Override
        public boolean acceptsURL(String url) throws SQLException {
            return sqlite.acceptsURL(url);
        }

        @Override
        public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) throws SQLException {
            return sqlite.getPropertyInfo(url, properties);
        }

        @Override
        public int getMajorVersion() {
            return sqlite.getMajorVersion();
        }

        @Override
        public int getMinorVersion() {
            return sqlite.getMinorVersion();
        }

        @Override
        public boolean jdbcCompliant() {
            return sqlite.jdbcCompliant();
        }

        @Override
        public Logger getParentLogger() {
            return Logger.getGlobal();
        }
    }
}
