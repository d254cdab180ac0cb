package dev.sluice.examples.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.markdown.Markdown.Document;
import dev.sluice.examples.markdown.Markdown.Page;
import org.junit.jupiter.api.Test;

class MarkdownTest {

    private final Markdown markdown = new Markdown();

    @Test
    void rendersHeadingsAndEmphasis() {
        Page page = markdown.apply(new Document("# Rivers\n\nThey *flow*."));

        assertThat(page).isEqualTo(new Page("Rivers", "<h1>Rivers</h1>\n<p>They <em>flow</em>.</p>\n", 3));
    }

    @Test
    void rendersTables() {
        Page page = markdown.apply(new Document("| river | km |\n|---|---|\n| Elbe | 1094 |\n"));

        assertThat(page.html()).contains("<td>Elbe</td>");
        assertThat(page.title()).isEmpty();
    }

    @Test
    void escapesWhatCouldRunInABrowser() {
        Page page = markdown.apply(new Document("<b onclick=\"x()\">b</b> and [a](javascript:x())"));

        assertThat(page.html()).doesNotContain("<b").doesNotContain("javascript:");
    }

    @Test
    void makesAnEmptyPageOfAMissingText() {
        assertThat(markdown.apply(new Document(null))).isEqualTo(new Page("", "", 0));
    }
}
