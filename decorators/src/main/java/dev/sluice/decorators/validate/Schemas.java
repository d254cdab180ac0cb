package dev.sluice.decorators.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.format.Formats;
import java.util.List;
import java.util.Locale;

/** Makes schemas ready. They stand alone: nothing is ever fetched, from nowhere. */
final class Schemas {

    private static final String META = "https://json-schema.org/draft/2020-12/";

    private static final Dialect DIALECT = Dialect.builder(Dialects.getDraft202012())
            .formats(Formats.DEFAULT.stream().map(OneLineFormat::new).toList())
            .build();

    private Schemas() {}

    /** Throws {@link IllegalArgumentException} that says what is wrong and where; {@code name} is that of the setting. */
    static Schema ofBody(String name, JsonNode schema) {
        return of(name, schema, false);
    }

    /** One for values that are written as texts. */
    static Schema ofTexts(String name, JsonNode schema) {
        return of(name, schema, true);
    }

    private static Schema of(String name, JsonNode given, boolean texts) {
        JsonNode schema = unified(name, given);
        String dialect = schema.path("$schema").asText(META + "schema");
        if (!dialect.replaceAll("#$", "").equals(META + "schema")) {
            throw new IllegalArgumentException("the schema of " + name + " is wrong at /$schema: '" + dialect
                    + "' is not the draft 2020-12, which is " + META + "schema");
        }
        List<Error> wrong = registry(false, false)
                .getSchema(SchemaLocation.of(META + "schema"))
                .validate(schema);
        if (!wrong.isEmpty()) {
            Error first = wrong.getFirst();
            throw new IllegalArgumentException("the schema of " + name + " is wrong at " + first.getInstanceLocation()
                    + ": " + first.getMessage());
        }
        try {
            Schema ready = registry(texts, true).getSchema(schema);
            ready.initializeValidators();
            return ready;
        } catch (SchemaException | IllegalArgumentException e) {
            Throwable reason = e.getCause() instanceof IllegalArgumentException cause ? cause : e;
            String sentence = String.valueOf(reason.getMessage()).replaceAll("\\.$", "");
            throw new IllegalArgumentException(
                    "the schema of " + name + " cannot be used: " + sentence
                            + "; schemas stand alone, and nothing is fetched",
                    e);
        }
    }

    private static JsonNode unified(String name, JsonNode schema) {
        try {
            return Numbers.unified(schema);
        } catch (Numbers.OutOfRangeException e) {
            throw new IllegalArgumentException(
                    "the schema of " + name + " is wrong at " + e.pointer() + ": the number is out of range", e);
        }
    }

    private static SchemaRegistry registry(boolean texts, boolean asserting) {
        SchemaRegistryConfig config = SchemaRegistryConfig.builder()
                .typeLoose(texts)
                .locale(Locale.ROOT)
                .formatAssertionsEnabled(asserting)
                .preloadSchema(true)
                .regularExpressionFactory(LinearExpression::of)
                .build();
        return SchemaRegistry.withDialect(
                DIALECT,
                builder -> builder.schemaRegistryConfig(config)
                        .schemaLoader(loader -> loader.fetchRemoteResources(false)
                                .allow(address -> address.toString().startsWith(META))));
    }
}
