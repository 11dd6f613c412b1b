package scheduler.replay;

/// A table as the log alone tells it. `rows` is a query of the rows of one tenant, with the columns
/// of the table and two more: `untold` has the names of those columns that the log does not tell of
/// this row, and what is `optional` may have been deleted from the table since, because nobody needs
/// it any more. The number of a resource or service stands for its name, and which it is no event
/// tells: it is taken from the tables.
///
/// `key` is what a row `x` is known by. A row of the table that the log does not tell of is one too many,
/// unless `unknown`, a condition on that row: then it may be older than the log is.
record Retold(String table, String key, String unknown, String rows) {

    /// Where the beginning of the log has been deleted, rows may stand that nobody has changed since.
    static final String LOG_IS_CUT = "exists (select from log_floor f where f.tenant = x.tenant and f.position > 0)";

    static Retold table(String table, String key, String rows) {
        return new Retold(table, key, LOG_IS_CUT, rows);
    }

    /// The same where there is more that the log need not tell of.
    Retold orUnless(String more) {
        return new Retold(table, key, "(" + unknown + " or " + more + ")", rows);
    }

    /// The same where even then the log tells some.
    Retold unlessTold(String told) {
        return new Retold(table, key, "(" + unknown + " and not " + told + ")", rows);
    }

    /// All rows of the table and of the log for a tenant, side by side. They are joined by the database,
    /// which spills to its disk what does not fit, and of each row `verdict` says how the two compare.
    String sideBySide() {
        return """
                select key, verdict, told::text as told, stored::text as stored, untold::text as untold from (
                  select coalesce(t.key, s.key) as key, t.doc as told, s.doc as stored, to_jsonb(t.untold) as untold,
                    case
                      when t.key is null then case when s.is_unknown then 'UNTOLD' else 'UNKNOWN' end
                      when s.key is null then case when t.optional then 'GONE' else 'MISSING' end
                      when t.doc - t.untold = s.doc - t.untold then 'SAME'
                      else 'OTHER'
                    end as verdict
                  from (
                    select %s as key, untold, optional, to_jsonb(x) - '{untold,optional}'::text[] as doc from (
                %s) as x) as t
                  full join (
                    select %s as key, %s as is_unknown, to_jsonb(x) as doc from %s as x where x.tenant = ?) as s
                  on s.key = t.key) as pair
                """.formatted(key, rows, key, unknown, table);
    }
}
