package scheduler.availability.slot;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Outline;
import scheduler.time.Stamps;

/// Writes slots as JSON. An answer has hundreds of them, so they are written straight into text: names of resources and
/// zones have no character that JSON would escape.
public final class SlotText {

    private final StringBuilder out;
    private final Stamps stamps;

    private @Nullable List<String> last;
    private String names = "";

    public SlotText(ZoneId zone, int slots) {
        this(zone, new StringBuilder(200 + 120 * slots));
    }

    /// Writes at the end of what others have written.
    public SlotText(ZoneId zone, StringBuilder out) {
        this.out = out;
        this.stamps = new Stamps(zone);
    }

    /// The answer to a question for slots; from and to are the same for a day that does not exist.
    public static String answer(
            Outline outline,
            ZoneId zone,
            @Nullable Instant from,
            @Nullable Instant to,
            List<Slot> slots,
            String empty) {
        var text = new SlotText(zone, slots.size());
        text.out
                .append("{\"service\":\"")
                .append(outline.service().id())
                .append("\",\"serviceVersion\":")
                .append(outline.serviceVersion())
                .append(",\"timeZone\":\"")
                .append(zone.getId())
                .append('"');
        if (from != null && to != null) {
            text.stamp(",\"from\":\"", from).stamp("\",\"to\":\"", to).out.append('"');
        }
        text.out.append(",\"slots\":");
        text.slots(slots);
        if (!empty.isEmpty()) {
            text.out.append(",\"empty\":\"").append(empty).append('"');
        }
        return text.out.append('}').toString();
    }

    /// What has become of slots; those that are gone are named by their starts.
    public static String delta(ZoneId zone, List<Slot> added, List<Instant> removed, List<Slot> changed) {
        var text = new SlotText(zone, added.size() + changed.size());
        text.out.append("{\"added\":");
        text.slots(added);
        text.out.append(",\"removed\":[");
        for (int i = 0; i < removed.size(); i++) {
            text.stamp(i == 0 ? "\"" : ",\"", removed.get(i)).out.append('"');
        }
        text.out.append("],\"changed\":");
        text.slots(changed);
        return text.out.append('}').toString();
    }

    void slots(List<Slot> slots) {
        out.append('[');
        for (int i = 0; i < slots.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            slot(slots.get(i));
        }
        out.append(']');
    }

    public void slot(Slot slot) {
        out.append('{');
        fields(slot);
        out.append('}');
    }

    /// The same without the braces.
    public void fields(Slot slot) {
        stamp("\"start\":\"", slot.start())
                .stamp("\",\"end\":\"", slot.end())
                .out
                .append("\",\"resources\":")
                .append(names(slot.resources()))
                .append(",\"free\":")
                .append(slot.free());
    }

    public SlotText stamp(String before, Instant instant) {
        out.append(before);
        stamps.write(instant, out);
        return this;
    }

    /// Slots of one resource share the list of its name.
    private String names(List<String> resources) {
        if (!resources.equals(last)) {
            last = resources;
            names = resources.isEmpty() ? "[]" : "[\"" + String.join("\",\"", resources) + "\"]";
        }
        return names;
    }
}
