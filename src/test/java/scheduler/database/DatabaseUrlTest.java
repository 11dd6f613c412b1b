package scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.message.Refusal;

/// Where the database is, and what is said about an address that nobody can read.
class DatabaseUrlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://user:s3cret#part@host/db",
                "postgresql://user:s3cret@host:port/db",
                "postgresql://user:s3cret@host:99999/db",
                "postgresql://user:s3cret/part@host/db",
                "postgresql://user:s3cret?part@host/db",
                "postgresql://user:s3cret@part@host/db",
                "postgresql://user:s3cret@host/db?sslmode=sometimes",
                "postgresql://user:s3cret@one:1,two:2/db"
            })
    void the_password_of_one_that_cannot_be_read_is_never_shown(String url) {
        var refusal = catchThrowableOfType(Refusal.class, () -> DatabaseUrl.read(url));

        assertThat(refusal)
                .message()
                .contains("database.url", "percent-encoded")
                .doesNotContain("s3cret", "\n");
        assertThat(refusal).hasNoCause();
        assertThat(catchThrowableOfType(Refusal.class, () -> Migrations.migrate(url)))
                .message()
                .doesNotContain("s3cret");
    }

    @Test
    void its_parts_are_read() {
        var target = DatabaseUrl.read("postgres://us%40er:p%23ss%2Fword@my_db:5433/name?sslmode=require");
        var options = target.options();

        assertThat(options.getUser()).isEqualTo("us@er");
        assertThat(options.getPassword()).isEqualTo("p#ss/word");
        assertThat(options.getHost()).isEqualTo("my_db");
        assertThat(options.getPort()).isEqualTo(5433);
        assertThat(options.getDatabase()).isEqualTo("name");
        assertThat(Migrations.jdbc(target))
                .startsWith("jdbc:postgresql://my_db:5433/name?")
                .contains("sslmode=require")
                .doesNotContain("p#ss");
    }

    @Test
    void an_address_of_version_6_is_read() {
        var target = DatabaseUrl.read("postgresql://user:password@[::1]:5433/name");

        assertThat(target.options().getHost()).isEqualTo("::1");
        assertThat(Migrations.jdbc(target)).startsWith("jdbc:postgresql://[::1]:5433/name?");
    }
}
