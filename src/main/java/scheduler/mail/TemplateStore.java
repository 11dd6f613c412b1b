package scheduler.mail;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import scheduler.database.Cursors;
import scheduler.database.Database;
import scheduler.database.Listing;
import scheduler.letter.LetterKind;
import scheduler.mail.Templates.ListTemplates;
import scheduler.mail.Templates.Which;
import scheduler.message.Outcome;
import scheduler.message.Tenant;
import scheduler.platform.Times;

/// The table of letters in words of tenants.
final class TemplateStore {

    private final Database database;

    TemplateStore(Database database) {
        this.database = database;
    }

    private static final String COLUMNS = """
            select kind, locale, version, subject, body, html, created_at, updated_at from letter
            """;

    private static final String GET = COLUMNS + """
            where tenant = $1::bigint and kind = $2::text and locale = $3::text
            """;

    Future<Optional<Template>> find(Tenant tenant, Which which) {
        return database.query("reading a letter", GET, key(tenant, which)).map(TemplateStore::first);
    }

    private static final String HOLD = GET + " for update";

    Future<Optional<Template>> hold(SqlConnection tx, Tenant tenant, Which which) {
        return tx.preparedQuery(HOLD).execute(key(tenant, which)).map(TemplateStore::first);
    }

    private static Tuple key(Tenant tenant, Which which) {
        return Tuple.of(tenant.no(), which.kind().text(), which.tag());
    }

    private static Optional<Template> first(RowSet<Row> rows) {
        return rows.stream().findFirst().map(Template::read);
    }

    private static final String ALL = COLUMNS + "where tenant = $1::bigint";

    Future<List<Template>> all(Tenant tenant) {
        return database.query("reading letters", ALL, Tuple.of(tenant.no()))
                .map(rows -> rows.stream().map(Template::read).toList());
    }

    private static final String COUNT = "select count(*) as count from letter where tenant = $1::bigint";

    Future<Long> count(SqlConnection tx, Tenant tenant) {
        return tx.preparedQuery(COUNT)
                .execute(Tuple.of(tenant.no()))
                .map(rows -> rows.iterator().next().getLong("count"));
    }

    private static final String INSERT = """
            insert into letter (tenant, kind, locale, version, subject, body, html, created_at, updated_at)
            values ($1::bigint, $2::text, $3::text, $4::bigint, $5::text, $6::text, $7::text, $8::timestamptz,
                    $9::timestamptz)
            on conflict on constraint letter_pk do nothing returning kind
            """;

    /// Whether there was none yet.
    Future<Boolean> insert(SqlConnection tx, Tenant tenant, Template made) {
        return tx.preparedQuery(INSERT)
                .execute(row(tenant, made).addOffsetDateTime(Times.column(made.updatedAt())))
                .map(rows -> rows.size() == 1);
    }

    private static final String UPDATE = """
            update letter set version = $4::bigint, subject = $5::text, body = $6::text, html = $7::text,
              updated_at = $8::timestamptz
            where tenant = $1::bigint and kind = $2::text and locale = $3::text
            """;

    Future<Void> update(SqlConnection tx, Tenant tenant, Template after) {
        return tx.preparedQuery(UPDATE).execute(row(tenant, after)).mapEmpty();
    }

    private static Tuple row(Tenant tenant, Template template) {
        return key(tenant, template.which())
                .addLong(template.version())
                .addString(template.wording().subject())
                .addString(template.wording().text())
                .addString(template.wording().html())
                .addOffsetDateTime(Times.column(template.updatedAt()));
    }

    private static final String DELETE = """
            delete from letter where tenant = $1::bigint and kind = $2::text and locale = $3::text
            """;

    Future<Void> delete(SqlConnection tx, Tenant tenant, Which which) {
        return tx.preparedQuery(DELETE).execute(key(tenant, which)).mapEmpty();
    }

    private static final String LIST = COLUMNS + """
            where tenant = $1::bigint and (kind, locale) > ($2::text, $3::text) order by kind, locale limit $4::bigint
            """;

    Future<Outcome> list(ListTemplates list) {
        var cursors = Cursors.of("letters");
        var after = list.cursor() == null ? List.of("", "") : cursors.read(list.cursor(), 2, TemplateStore::after);
        return database.query(
                        "listing letters",
                        LIST,
                        Tuple.of(list.tenant().no(), after.getFirst(), after.getLast(), list.limit() + 1L))
                .map(rows -> Listing.of(
                        rows,
                        list.limit(),
                        row -> Template.read(row).toJson(),
                        row -> cursors.at(row.getString("kind"), row.getString("locale"))));
    }

    private static List<String> after(List<String> parts) {
        return List.of(
                LetterKind.read(parts.getFirst()).text(),
                Templates.locale(parts.getLast()).toLanguageTag());
    }
}
