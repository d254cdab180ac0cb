package dev.sluice.examples.markdown;

import java.util.List;
import java.util.function.Function;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.text.TextContentRenderer;
import org.jspecify.annotations.Nullable;

/** Renders a document in Markdown (CommonMark, with tables) as HTML that is safe to show: raw HTML in it is escaped. */
public final class Markdown implements Function<Markdown.Document, Markdown.Page> {

    private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());

    private final Parser parser = Parser.builder().extensions(EXTENSIONS).build();
    private final TextContentRenderer text =
            TextContentRenderer.builder().extensions(EXTENSIONS).build();
    private final HtmlRenderer html = HtmlRenderer.builder()
            .extensions(EXTENSIONS)
            .escapeHtml(true)
            .sanitizeUrls(true)
            .build();

    /** What comes in: {@code {"text": "# Title"}}. */
    public record Document(@Nullable String text) {}

    /** What goes out. {@code title} is the first heading, or empty. */
    public record Page(String title, String html, int words) {}

    @Override
    public Page apply(Document document) {
        Node root = parser.parse(document.text() == null ? "" : document.text());
        return new Page(title(root), html.render(root), words(text.render(root)));
    }

    private String title(Node root) {
        for (Node node = root.getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof Heading) {
                return text.render(node).strip();
            }
        }
        return "";
    }

    private static int words(String plain) {
        return plain.isBlank() ? 0 : plain.strip().split("\\s+").length;
    }
}
