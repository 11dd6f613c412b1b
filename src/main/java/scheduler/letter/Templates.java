package scheduler.letter;

import com.samskivert.mustache.BasicCollector;
import com.samskivert.mustache.Mustache;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Makes templates that are filled from maps, lists and texts alone: by no name can a field or a method be reached.
final class Templates {

    static final Mustache.Compiler PLAIN = Mustache.compiler()
            .withCollector(new DataAlone())
            .defaultValue("")
            .emptyStringIsFalse(true)
            .escapeHTML(false);
    static final Mustache.Compiler HTML = PLAIN.escapeHTML(true);

    private Templates() {}

    private static final class DataAlone extends BasicCollector {
        @Override
        public <K, V> Map<K, V> createFetcherCache() {
            return new ConcurrentHashMap<>();
        }
    }
}
