package scheduler.database;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Rows turned into the columns of a statement that takes many at once.
public final class Columns {

    private Columns() {}

    public static <T, C extends @Nullable Object> C[] of(List<T> rows, Function<T, C> value, IntFunction<C[]> array) {
        return rows.stream().map(value).toArray(array);
    }
}
