package scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Postgres;

/// What holds for every table: rules that a new migration would break without anybody noticing.
class SchemaTest {

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    @Test
    void every_constraint_and_every_index_has_a_name_of_its_own() throws SQLException {
        assertThat(texts("""
                select conrelid::regclass || ' ' || conname from pg_constraint
                where connamespace = 'public'::regnamespace and conrelid <> 'flyway_schema_history'::regclass
                  and contype <> 'n' and conname ~ '_(pkey|key\\d*|fkey\\d*|check\\d*|excl\\d*)$'
                union all
                select tablename || ' ' || indexname from pg_indexes
                where schemaname = 'public' and tablename <> 'flyway_schema_history'
                  and indexname ~ '_(idx|key|pkey|excl)\\d*$'
                """)).isEmpty();
    }

    /// So that the tables can be distributed by tenant, and no key of one tenant can be seen through another's.
    @Test
    void every_key_begins_with_the_tenant() throws SQLException {
        assertThat(texts("""
                select c.conrelid::regclass || ' ' || c.conname from pg_constraint c
                join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
                left join pg_attribute f on f.attrelid = c.confrelid and f.attnum = c.confkey[1]
                where c.connamespace = 'public'::regnamespace
                  and c.conrelid not in ('flyway_schema_history'::regclass, 'tenant'::regclass)
                  and c.contype in ('p', 'u', 'x', 'f')
                  and (a.attname <> 'tenant'
                    or (c.contype = 'f' and f.attname <> 'tenant' and c.confrelid <> 'tenant'::regclass))
                """)).isEmpty();
        assertThat(texts("""
                select i.indexrelid::regclass::text from pg_index i
                join pg_class t on t.oid = i.indrelid and t.relnamespace = 'public'::regnamespace
                left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
                where i.indisunique and a.attname is distinct from 'tenant'
                  and t.relname not in ('flyway_schema_history', 'tenant')
                """)).isEmpty();
    }

    @Test
    void every_table_has_a_tenant_and_a_key() throws SQLException {
        assertThat(texts("""
                select t.relname from pg_class t
                where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p')
                  and t.relname not in ('flyway_schema_history', 'tenant')
                  and not (
                    exists (select from pg_attribute a
                            where a.attrelid = t.oid and a.attname = 'tenant' and a.attnotnull
                              and a.atttypid = 'bigint'::regtype)
                    and exists (select from pg_constraint c where c.conrelid = t.oid and c.contype in ('p', 'x')))
                """)).isEmpty();
    }

    @Test
    void numbers_are_bigint_and_times_know_their_zone() throws SQLException {
        assertThat(texts("""
                select table_name || '.' || column_name || ' ' || data_type from information_schema.columns
                where table_schema = 'public' and table_name <> 'flyway_schema_history'
                  and (data_type in ('integer', 'smallint', 'character varying', 'jsonb')
                    or data_type = 'timestamp without time zone' and column_name not like 'local\\_%')
                """)).isEmpty();
    }

    private static List<String> texts(String query) throws SQLException {
        var texts = new ArrayList<String>();
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
