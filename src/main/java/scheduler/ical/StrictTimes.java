package scheduler.ical;

import biweekly.ICalDataType;
import biweekly.ICalVersion;
import biweekly.io.CannotParseException;
import biweekly.io.ParseContext;
import biweekly.io.WriteContext;
import biweekly.io.scribe.property.DateEndScribe;
import biweekly.io.scribe.property.DateStartScribe;
import biweekly.io.scribe.property.DurationPropertyScribe;
import biweekly.io.scribe.property.ExceptionDatesScribe;
import biweekly.io.scribe.property.FreeBusyScribe;
import biweekly.io.scribe.property.ICalPropertyScribe;
import biweekly.io.scribe.property.RecurrenceDatesScribe;
import biweekly.io.scribe.property.RecurrenceIdScribe;
import biweekly.parameter.ICalParameters;
import biweekly.property.ICalProperty;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Has the library read a property only if each of its times is one as a whole. By itself the library takes what it
/// understands of a text and passes over the rest: of `20261210T1000Z` the day, of `20261210T100000+0100` no offset.
final class StrictTimes<T extends ICalProperty> extends ICalPropertyScribe<T> {

    /// With the hyphens and colons of ISO 8601 some write it too, and it says the same.
    private static final Predicate<String> TIME = Pattern.compile("\\d{4}-?\\d{2}-?\\d{2}(T\\d{2}:?\\d{2}:?\\d{2}Z?)?")
            .asMatchPredicate();

    private static final Predicate<String> LENGTH = Pattern.compile(
                    "[+-]?P(?=.)(\\d+W)?(\\d+D)?(T(?=.)(\\d+H)?(\\d+M)?(\\d+S)?)?")
            .asMatchPredicate();

    /// Those that say when something takes place.
    static final List<ICalPropertyScribe<?>> ALL = List.of(
            one(new DateStartScribe(), TIME),
            one(new DateEndScribe(), TIME),
            one(new DurationPropertyScribe(), LENGTH),
            one(new RecurrenceIdScribe(), TIME),
            many(new RecurrenceDatesScribe()),
            many(new ExceptionDatesScribe()),
            many(new FreeBusyScribe()));

    private final ICalPropertyScribe<T> library;
    private final Grammar grammar;

    /// What a text has to be, as a whole.
    private interface Grammar {
        boolean fits(String text, ICalDataType type, ICalVersion version);
    }

    private StrictTimes(ICalPropertyScribe<T> library, Grammar grammar) {
        super(library.getPropertyClass(), library.getPropertyName(ICalVersion.V2_0));
        this.library = library;
        this.grammar = grammar;
    }

    private static <T extends ICalProperty> StrictTimes<T> one(ICalPropertyScribe<T> library, Predicate<String> value) {
        return new StrictTimes<>(library, (text, _, _) -> value.test(text.strip()));
    }

    /// A list, which may have nothing in it.
    private static <T extends ICalProperty> StrictTimes<T> many(ICalPropertyScribe<T> library) {
        return new StrictTimes<>(
                library,
                (text, type, version) -> text.isBlank()
                        || Arrays.stream(text.split(version == ICalVersion.V1_0 ? ";" : ",", -1))
                                .map(String::strip)
                                .allMatch(ICalDataType.PERIOD.equals(type) ? StrictTimes::isPeriod : TIME));
    }

    private static boolean isPeriod(String text) {
        var parts = text.split("/", -1);
        return parts.length == 2 && TIME.test(parts[0]) && TIME.or(LENGTH).test(parts[1]);
    }

    /// What is refused here stays as a text.
    @Override
    protected T _parseText(String value, ICalDataType type, ICalParameters parameters, ParseContext context) {
        if (!grammar.fits(value, type, context.getVersion())) {
            throw new CannotParseException("It is no time.");
        }
        return library.parseText(value, type, parameters, context);
    }

    @Override
    protected ICalDataType _defaultDataType(ICalVersion version) {
        return library.defaultDataType(version);
    }

    @Override
    protected String _writeText(T property, WriteContext context) {
        throw new UnsupportedOperationException("Calendars from elsewhere are only read.");
    }
}
