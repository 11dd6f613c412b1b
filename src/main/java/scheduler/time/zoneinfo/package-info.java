/// Rules of time zones that are newer than the JDK's: reads the compiled tz database of a directory and hands it to
/// `java.time`. Only files and bytes in, `ZoneRules` out.
@NullMarked
package scheduler.time.zoneinfo;

import org.jspecify.annotations.NullMarked;
