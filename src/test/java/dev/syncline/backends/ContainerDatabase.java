package dev.syncline.backends;

import dev.syncline.embedded.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.utility.DockerImageName;

/** One PostgreSQL server in a container; the image of docker/compose.yaml. */
final class ContainerDatabase implements Database {

    static final RemoteDockerImage IMAGE = new RemoteDockerImage(DockerImageName.parse("postgres:18.1"));

    private static final int PORT = 5432;
    private static final String SUPERUSER = "postgres";

    private final ServerContainer container = new ServerContainer(IMAGE, PORT, this::answers);

    ContainerDatabase() {
        container.addEnv("POSTGRES_PASSWORD", SUPERUSER);
        // The same order and case rules as everywhere.
        container.addEnv(
                "POSTGRES_INITDB_ARGS",
                "--encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C");
        container.setCommand("postgres", "-c", "max_connections=100");
    }

    @Override
    public String jdbcUrl() {
        return urlOf(USER);
    }

    private String urlOf(String name) {
        return "jdbc:postgresql://" + container.getHost() + ":" + container.port() + "/" + name;
    }

    @Override
    public Connection admin() throws SQLException {
        return DriverManager.getConnection(urlOf("postgres"), SUPERUSER, SUPERUSER);
    }

    @Override
    public void start() {
        container.start();
        try (Connection connection = admin()) {
            Database.prepare(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("The database's container did not start", e);
        }
    }

    @Override
    public void stop() {
        container.halt();
    }

    @Override
    public void kill() {
        container.kill();
    }

    @Override
    public void freeze() {
        container.freeze();
    }

    @Override
    public void thaw() {
        container.thaw();
    }

    private boolean answers() throws SQLException {
        try (Connection connection = admin()) {
            return connection.isValid(1);
        }
    }

    @Override
    public void close() {
        container.stop();
    }
}
