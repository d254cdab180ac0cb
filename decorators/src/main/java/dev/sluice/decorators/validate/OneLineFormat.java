package dev.sluice.decorators.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.MessageSourceError;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.format.Format;
import com.networknt.schema.keyword.FormatValidator;
import com.networknt.schema.path.NodePath;
import java.util.function.Supplier;

/** A format whose texts have no control characters: those of the library take a line feed at the end. */
record OneLineFormat(Format inner) implements Format {

    @Override
    public String getName() {
        return inner.getName();
    }

    @Override
    public String getMessageKey() {
        return inner.getMessageKey();
    }

    @Override
    public boolean matches(ExecutionContext context, String text) {
        return isOneLine(text) && inner.matches(context, text);
    }

    @Override
    public boolean matches(ExecutionContext context, SchemaContext schema, String text) {
        return isOneLine(text) && inner.matches(context, schema, text);
    }

    @Override
    public boolean matches(ExecutionContext context, SchemaContext schema, JsonNode node) {
        return isOneLine(node) && inner.matches(context, schema, node);
    }

    @Override
    public boolean matches(
            ExecutionContext context,
            SchemaContext schema,
            JsonNode node,
            JsonNode root,
            NodePath path,
            boolean asserted,
            FormatValidator validator) {
        return isOneLine(node) && inner.matches(context, schema, node, root, path, asserted, validator);
    }

    @Override
    public void validate(
            ExecutionContext context,
            SchemaContext schema,
            JsonNode node,
            JsonNode root,
            NodePath path,
            boolean asserted,
            Supplier<MessageSourceError.Builder> message,
            FormatValidator validator) {
        if (isOneLine(node)) {
            inner.validate(context, schema, node, root, path, asserted, message, validator);
        } else {
            Format.super.validate(context, schema, node, root, path, asserted, message, validator);
        }
    }

    private static boolean isOneLine(JsonNode node) {
        return !node.isTextual() || isOneLine(node.textValue());
    }

    private static boolean isOneLine(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }
}
