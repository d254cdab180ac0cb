package dev.sluice.store.catalog;

import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.catalog.FunctionKinds;
import dev.sluice.core.catalog.TypedTree;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.store.document.DocumentException;
import dev.sluice.store.document.Documents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The text in which homes of the first format kept a function: one document with all its versions. */
final class HistoryDocument {

    private static final String KIND = "FunctionHistory";

    private HistoryDocument() {}

    /** Reads one. {@link IllegalArgumentException}: it makes no sense. */
    static FunctionHistory read(String text) throws DocumentException {
        if (!text.stripTrailing().endsWith(ResourceText.END.strip())) {
            throw new IllegalArgumentException("it was cut short: its last line is not '...'");
        }
        Map<String, @Nullable Object> tree = Documents.read(text);
        if (!KIND.equals(tree.get("kind"))) {
            throw new IllegalArgumentException("its kind is not " + KIND);
        }
        FunctionName name = new FunctionName(new TypedTree(new TypedTree(tree).map("metadata")).text("name"));
        List<FunctionVersion> versions = new ArrayList<>();
        if (tree.get("versions") instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof Map<?, ?> version) {
                    versions.add(version(name, version));
                }
            }
        }
        return new FunctionHistory(name, new TypedTree(tree).number("live"), versions);
    }

    private static FunctionVersion version(FunctionName name, Map<?, ?> written) {
        TypedTree tree = new TypedTree(written);
        return new FunctionVersion(
                name,
                tree.number("number"),
                tree.artifact(),
                FunctionKinds.FUNCTION.spec().read(tree.map("spec")),
                tree.instant("createdAt"));
    }
}
