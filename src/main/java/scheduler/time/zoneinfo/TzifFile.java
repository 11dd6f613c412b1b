package scheduler.time.zoneinfo;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/// Reads the compiled rules of one zone, TZif of version 2 or newer (RFC 9636): transitions up to some year, then a
/// rule for the years to come.
///
/// Which offset is the standard one follows the file, where Dublin saves daylight in winter. The JDK has it the other
/// way round; the clocks show the same.
final class TzifFile {

    static final int MAGIC = 0x545a6966;

    private static final int RESERVED_BYTES = 15;
    private static final int TYPE_BYTES = 6;
    private static final long FIRST_SECOND = Instant.MIN.getEpochSecond();

    /// Where the rule for the years to come begins in a file without any transition: 1900.
    private static final long FIRST_RULED = -2_208_988_800L;

    private final ByteBuffer in;

    private TzifFile(byte[] file) {
        this.in = ByteBuffer.wrap(file);
    }

    static boolean isOne(byte[] file) {
        return file.length >= Integer.BYTES && ByteBuffer.wrap(file).getInt() == MAGIC;
    }

    /// IllegalArgumentException says what is wrong with the file.
    static ZoneRules read(byte[] file) {
        try {
            return new TzifFile(file).rules();
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("it ends too early", e);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /// What a transition leads to.
    private record Type(ZoneOffset offset, boolean daylight) {}

    private ZoneRules rules() {
        // The first block has 32-bit times, for readers of long ago.
        skip(header().bytes(Integer.BYTES));
        var header = header();
        if (header.bytes(Long.BYTES) > in.remaining()) {
            throw new BufferUnderflowException();
        }
        var times = new long[header.times];
        for (int i = 0; i < times.length; i++) {
            times[i] = in.getLong();
        }
        var indexes = new byte[header.times];
        in.get(indexes);
        var types = new ArrayList<Type>();
        for (int i = 0; i < header.types; i++) {
            types.add(type());
        }
        skip(header.characters + header.standardFlags + header.universalFlags);
        return rules(times, reached(indexes, types), types.getFirst(), footer());
    }

    /// How much of everything a block has.
    private record Header(
            int universalFlags, int standardFlags, int leapSeconds, int times, int types, int characters) {

        long bytes(int timeBytes) {
            return (long) times * (timeBytes + 1)
                    + (long) types * TYPE_BYTES
                    + characters
                    + (long) leapSeconds * (timeBytes + Integer.BYTES)
                    + standardFlags
                    + universalFlags;
        }
    }

    private Header header() {
        if (in.getInt() != MAGIC) {
            throw new IllegalArgumentException("it is not a compiled time zone");
        }
        if (in.get() < '2') {
            throw new IllegalArgumentException("it is of version 1, which does not know the years to come");
        }
        skip(RESERVED_BYTES);
        var header = new Header(count(), count(), count(), count(), count(), count());
        if (header.types == 0 || header.leapSeconds > 0) {
            throw new IllegalArgumentException(
                    header.types == 0 ? "it has no offset" : "it counts leap seconds, which clocks do not");
        }
        return header;
    }

    private int count() {
        int count = in.getInt();
        if (count < 0) {
            throw new IllegalArgumentException("it has a negative count");
        }
        return count;
    }

    private Type type() {
        var type = new Type(ZoneOffset.ofTotalSeconds(in.getInt()), in.get() != 0);
        skip(1);
        return type;
    }

    private static List<Type> reached(byte[] indexes, List<Type> types) {
        var reached = new ArrayList<Type>();
        for (byte each : indexes) {
            int index = Byte.toUnsignedInt(each);
            if (index >= types.size()) {
                throw new IllegalArgumentException("a transition leads to an offset that it does not have");
            }
            reached.add(types.get(index));
        }
        return reached;
    }

    private String footer() {
        var rest = new byte[in.remaining()];
        in.get(rest);
        var text = new String(rest, StandardCharsets.US_ASCII);
        int end = text.indexOf('\n', 1);
        if (!text.startsWith("\n") || end < 0) {
            throw new BufferUnderflowException();
        }
        return text.substring(1, end);
    }

    private static ZoneRules rules(long[] times, List<Type> types, Type first, String footer) {
        var wall = first.offset;
        var standard = first.offset;
        var transitions = new ArrayList<ZoneOffsetTransition>();
        var standards = new ArrayList<ZoneOffsetTransition>();
        for (int i = 0; i < times.length; i++) {
            if (i > 0 && times[i] <= times[i - 1]) {
                throw new IllegalArgumentException("its transitions are not in order");
            }
            var type = types.get(i);
            if (times[i] > FIRST_SECOND) {
                add(transitions, times[i], wall, type.offset);
                add(standards, times[i], standard, type.daylight ? standard : type.offset);
            }
            wall = type.offset;
            standard = type.daylight ? standard : type.offset;
        }
        var rule = footer.isEmpty() ? new PosixRule(wall, List.of()) : PosixRule.read(footer);
        goOn(transitions, wall, times.length == 0 ? FIRST_RULED : times[times.length - 1], rule);
        return ZoneRules.of(first.offset, first.offset, standards, transitions, rule.yearly());
    }

    /// A transition may change the name alone, or mark where the rule for the years to come begins.
    private static void add(List<ZoneOffsetTransition> to, long time, ZoneOffset before, ZoneOffset after) {
        if (!before.equals(after)) {
            to.add(ZoneOffsetTransition.of(LocalDateTime.ofEpochSecond(time, 0, before), before, after));
        }
    }

    /// The rule holds from the last transition on, for ZoneRules from the year of the last one. Writing out the changes
    /// of the year in between and of the next makes that the same.
    private static void goOn(List<ZoneOffsetTransition> transitions, ZoneOffset last, long from, PosixRule rule) {
        var wall = last;
        int year = LocalDateTime.ofEpochSecond(from, 0, last).getYear();
        for (int each = year - 1; each <= year + 1; each++) {
            for (var yearly : rule.yearly()) {
                var change = yearly.createTransition(each);
                if (change.toEpochSecond() > from) {
                    check(change.getOffsetBefore().equals(wall));
                    transitions.add(change);
                    wall = change.getOffsetAfter();
                }
            }
        }
        check(!rule.yearly().isEmpty() || rule.standard().equals(wall));
    }

    private static void check(boolean goesOn) {
        if (!goesOn) {
            throw new IllegalArgumentException("its rule for the years to come does not go on from its last offset");
        }
    }

    private void skip(long bytes) {
        if (bytes > in.remaining()) {
            throw new BufferUnderflowException();
        }
        in.position(in.position() + (int) bytes);
    }
}
