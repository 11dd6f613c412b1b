package scheduler.testing;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.Validator;
import java.nio.charset.StandardCharsets;
import scheduler.platform.SettingsLoader;

/// A JSON Schema among the resources of the tests; those in `published` stand there as their authors publish them.
public record Schema(Validator validator) {

    public static Schema read(String file, Draft draft) {
        var text = new String(SettingsLoader.bundled(file), StandardCharsets.UTF_8);
        return new Schema(Validator.create(
                JsonSchema.of(new JsonObject(text)),
                new JsonSchemaOptions()
                        .setDraft(draft)
                        .setBaseUri("app://schema")
                        .setOutputFormat(OutputFormat.Basic)));
    }

    /// Fails when it is not as the schema says.
    public void validate(JsonObject document) {
        var result = validator.validate(document);
        if (!Boolean.TRUE.equals(result.getValid())) {
            throw new AssertionError(result.getErrors() + " in " + document);
        }
    }
}
