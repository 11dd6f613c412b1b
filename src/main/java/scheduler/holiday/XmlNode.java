package scheduler.holiday;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.w3c.dom.Element;

/// An element of a calendar file.
record XmlNode(Element element) {

    List<XmlNode> all(String name) {
        var found = new ArrayList<XmlNode>();
        for (var each = element.getFirstChild(); each != null; each = each.getNextSibling()) {
            if (each instanceof Element child && child.getTagName().equals(name)) {
                found.add(new XmlNode(child));
            }
        }
        return found;
    }

    <T> List<T> all(String name, Function<XmlNode, T> reader) {
        return all(name).stream().map(reader).toList();
    }

    XmlNode one(String name) {
        return all(name).getFirst();
    }

    /// The value of an attribute or of an element of that name.
    Optional<String> optional(String name) {
        return element.hasAttribute(name)
                ? Optional.of(element.getAttribute(name))
                : all(name).stream().map(each -> each.element.getTextContent()).findFirst();
    }

    String text(String name) {
        return optional(name).orElseThrow(() -> new IllegalStateException(element.getTagName() + " has no " + name));
    }

    int number(String name) {
        return Integer.parseInt(text(name));
    }

    <E extends Enum<E>> E one(Class<E> type, String name) {
        return Enum.valueOf(type, text(name));
    }

    <E extends Enum<E>> Optional<E> optional(Class<E> type, String name) {
        return optional(name).map(text -> Enum.valueOf(type, text));
    }
}
