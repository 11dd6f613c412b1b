package scheduler.testing;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/// The address of a database, `postgresql://user[:password]@host[:port]/database[?parameters]`.
record PostgresUrl(URI uri) {
    PostgresUrl {
        if (uri.getScheme() == null || !uri.getScheme().matches("postgres(ql)?") || uri.getHost() == null) {
            throw new IllegalArgumentException("not a postgresql://user:password@host:port/database URL");
        }
    }

    static PostgresUrl parse(String url) {
        return new PostgresUrl(URI.create(url));
    }

    String database() {
        return uri.getPath().substring(1);
    }

    PostgresUrl withDatabase(String database) {
        String parameters = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return parse("postgresql://" + uri.getRawAuthority() + "/" + database + parameters);
    }

    /// A connection that shows in the server's activity as `name`; the caller closes it.
    Connection connect(String name) throws SQLException {
        var properties = new Properties();
        properties.setProperty("ApplicationName", name);
        if (uri.getRawUserInfo() != null) {
            String[] login = uri.getRawUserInfo().split(":", 2);
            properties.setProperty("user", decoded(login[0]));
            properties.setProperty("password", login.length == 2 ? decoded(login[1]) : "");
        }
        String port = uri.getPort() == -1 ? "" : ":" + uri.getPort();
        String parameters = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return DriverManager.getConnection(
                "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + parameters, properties);
    }

    /// A plus sign stands for itself here, unlike in a form.
    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
