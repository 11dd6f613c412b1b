package scheduler.platform;

import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.parser.Parser;

/// Ends what is nested too deep, and says in which line: the library would follow it down until the stack is full.
final class BoundedParser implements Parser {

    private final Parser parser;
    private final int depthMax;
    private int depth;

    BoundedParser(Parser parser, int depthMax) {
        this.parser = parser;
        this.depthMax = depthMax;
    }

    @Override
    public boolean checkEvent(Event.ID choice) {
        return parser.checkEvent(choice);
    }

    @Override
    public Event peekEvent() {
        return parser.peekEvent();
    }

    @Override
    public boolean hasNext() {
        return parser.hasNext();
    }

    @Override
    public Event next() {
        var event = parser.next();
        switch (event.getEventId()) {
            case MappingStart, SequenceStart -> depth++;
            case MappingEnd, SequenceEnd -> depth--;
            default -> {}
        }
        if (depth > depthMax) {
            throw new ParserException("it is nested deeper than " + depthMax + " levels", event.getStartMark());
        }
        return event;
    }
}
