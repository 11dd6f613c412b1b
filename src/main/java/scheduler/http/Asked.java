package scheduler.http;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is asked for beside the body, whichever way it has come: the same operations are asked over HTTP and over the
/// event bus.
interface Asked {

    /// The method and the path, which say what is asked of whom: a retry has the same, whichever way it comes.
    String method();

    String path();

    /// A part of the path by its name in the document.
    @Nullable
    String part(String name);

    /// The parameters that are given, by name.
    Set<String> parameters();

    /// A parameter, which may be given several times.
    List<String> parameter(String name);

    /// A header, which may be given several times.
    List<String> headers(String name);
}
