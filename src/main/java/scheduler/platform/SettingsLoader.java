package scheduler.platform;

import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scheduler.message.Code;
import scheduler.message.Problem;
import scheduler.message.Refusal;

/// Collects the settings of all sources, the later over the earlier: the defaults in the jar, `conf/scheduler.yaml`, a
/// file named by SCHEDULER_CONFIG, the environment, system properties. What no source may name is an error, because a
/// typo would otherwise be a setting without effect.
public final class SettingsLoader {

    private static final String FILE = "conf/scheduler.yaml";
    private static final String PREFIX = "SCHEDULER_";
    private static final String FILE_VARIABLE = "SCHEDULER_CONFIG";
    private static final String PROPERTY_PREFIX = "scheduler.";

    private final Vertx vertx;
    private final Map<String, String> environment;
    private final Map<String, String> properties;

    public SettingsLoader(Vertx vertx, Map<String, String> environment, Map<String, String> properties) {
        this.vertx = vertx;
        this.environment = environment;
        this.properties = properties;
    }

    /// Fails with a Refusal whose detail is one line for a person: which setting, where from, what it accepts.
    public Future<Settings> load() {
        return yaml(Buffer.buffer(bundled(FILE)), "the defaults").compose(defaults -> {
            var names = new TreeMap<String, Object>();
            flatten("", defaults, names);
            var options = new ConfigRetrieverOptions()
                    .setIncludeDefaultStores(false)
                    .addStore(json(defaults))
                    .addStore(file(FILE, true));
            var named = environment.get(FILE_VARIABLE);
            if (named != null) {
                options.addStore(file(named, false));
            }
            options.addStore(json(fromEnvironment(names))).addStore(json(fromProperties(names)));
            var retriever = ConfigRetriever.create(vertx, options);
            return retriever
                    .getConfig()
                    .recover(failure -> Future.failedFuture(unreadable(named, failure)))
                    .map(SettingsLoader::typed)
                    .eventually(retriever::close);
        });
    }

    private static Settings typed(JsonObject json) {
        try {
            return Settings.read(json);
        } catch (Refusal refusal) {
            throw named(refusal);
        }
    }

    private static Refusal named(Refusal refusal) {
        var problem = refusal.problem();
        var pointer = problem.pointer() == null ? "" : problem.pointer();
        var name = pointer.substring(Math.min(1, pointer.length())).replace('/', '.');
        var detail = problem.detail().replace("There is no such field.", "There is no such setting.");
        return new Refusal(Problem.of(problem.code(), "Setting " + name + ": " + detail));
    }

    private Refusal unreadable(@Nullable String named, Throwable failure) {
        var where = named == null ? FILE : FILE + " or " + named;
        var why = String.valueOf(failure.getMessage()).replaceAll("\\s+", " ");
        return new Refusal(Problem.of(Code.MALFORMED, "Settings in " + where + " cannot be read: " + why));
    }

    private Future<JsonObject> yaml(Buffer text, String where) {
        return new YamlProcessor()
                .process(vertx, new JsonObject(), text)
                .recover(failure -> Future.failedFuture(unreadable(where, failure)));
    }

    private static ConfigStoreOptions json(JsonObject settings) {
        return new ConfigStoreOptions().setType("json").setConfig(settings);
    }

    private static ConfigStoreOptions file(String path, boolean optional) {
        return new ConfigStoreOptions()
                .setType("file")
                .setFormat("yaml")
                .setOptional(optional && !Files.exists(Path.of(path)))
                .setConfig(new JsonObject().put("path", path));
    }

    /// A setting `http.apiKeys` is SCHEDULER_HTTP_API_KEYS there.
    private JsonObject fromEnvironment(Map<String, Object> names) {
        var variables = names.keySet().stream()
                .collect(Collectors.toMap(SettingsLoader::variable, name -> name, (a, _) -> a, TreeMap::new));
        var found = new JsonObject();
        put(found, "http.port", portOf(environment.get("PORT")), names, "PORT");
        put(found, "database.url", environment.get("DATABASE_URL"), names, "DATABASE_URL");
        for (var each : environment.entrySet()) {
            var variable = each.getKey();
            if (!variable.startsWith(PREFIX) || variable.equals(FILE_VARIABLE) || isServiceLink(each)) {
                continue;
            }
            var name = variables.get(variable);
            if (name == null) {
                throw refused("Environment variable " + variable + ": there is no such setting. There are "
                        + String.join(", ", variables.keySet()) + ".");
            }
            put(found, name, each.getValue(), names, variable);
        }
        return found;
    }

    /// Kubernetes puts the addresses of a Service named `scheduler` into variables that begin alike, also into PORT's
    /// neighbours: SCHEDULER_PORT=tcp://10.0.0.1:8080, SCHEDULER_SERVICE_HOST, SCHEDULER_PORT_8080_TCP_ADDR.
    private static boolean isServiceLink(Map.Entry<String, String> variable) {
        return variable.getKey().matches(".*_SERVICE_(HOST|PORT)(_.*)?|.*_PORT(_\\d+_(TCP|UDP|SCTP).*)?")
                && (variable.getKey().contains("_SERVICE_")
                        || variable.getKey().matches(".*_\\d+_(TCP|UDP|SCTP).*")
                        || variable.getValue().matches("(tcp|udp|sctp)://.*"));
    }

    private static @Nullable String portOf(@Nullable String port) {
        return port != null && port.matches("(tcp|udp|sctp)://.*") ? null : port;
    }

    /// As `scheduler.http.port`, where an unknown one is an error, or plain `http.port`, where the JDK has names too.
    private JsonObject fromProperties(Map<String, Object> names) {
        var found = new JsonObject();
        for (var each : properties.entrySet()) {
            var property = each.getKey();
            if (names.containsKey(property)) {
                put(found, property, each.getValue(), names, "system property " + property);
            } else if (property.startsWith(PROPERTY_PREFIX) && !property.startsWith("scheduler.test.")) {
                var name = property.substring(PROPERTY_PREFIX.length());
                if (!names.containsKey(name)) {
                    throw refused("System property " + property + ": there is no such setting. There are "
                            + String.join(", ", names.keySet()) + ".");
                }
                put(found, name, each.getValue(), names, "system property " + property);
            }
        }
        return found;
    }

    private static void put(
            JsonObject into, String name, @Nullable String text, Map<String, Object> names, String source) {
        if (text != null) {
            place(into, name, typed(text.trim(), names.get(name), source));
        }
    }

    private static void place(JsonObject into, String name, Object value) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            into.put(name, value);
            return;
        }
        var head = name.substring(0, dot);
        var inner = into.getJsonObject(head, new JsonObject());
        into.put(head, inner);
        place(inner, name.substring(dot + 1), value);
    }

    /// Texts of the environment become what the default is: a number, a flag, a list, a text.
    private static Object typed(String text, @Nullable Object like, String source) {
        return switch (like) {
            case Number _ -> {
                try {
                    yield Long.valueOf(text);
                } catch (NumberFormatException e) {
                    throw refused(source + ": it must be a whole number, not " + text + ".");
                }
            }
            case Boolean _ -> {
                if (!text.equals("true") && !text.equals("false")) {
                    throw refused(source + ": it must be true or false, not " + text + ".");
                }
                yield Boolean.valueOf(text);
            }
            case JsonArray _ ->
                new JsonArray(
                        Arrays.stream(text.split(",", -1)).map(String::trim).toList());
            case null, default -> text;
        };
    }

    private static void flatten(String prefix, JsonObject json, Map<String, Object> names) {
        for (var name : json.fieldNames()) {
            var value = json.getValue(name);
            if (value instanceof JsonObject inner) {
                flatten(prefix + name + ".", inner, names);
            } else {
                names.put(prefix + name, value);
            }
        }
    }

    static String variable(String name) {
        return PREFIX
                + name.replace('.', '_').replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }

    private static Refusal refused(String detail) {
        return new Refusal(Problem.of(Code.INVALID, detail));
    }

    /// A file that the jar carries along.
    public static byte[] bundled(String path) {
        try (var in = SettingsLoader.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + path);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
