package dev.sluice.benchmarks.report;

import java.util.List;

/** The pages of the documentation that figures are written to, each whole, by a run of all that stands on it. */
public enum Page {
    PLATFORM("benchmarks.md", "Benchmarks", Remarks.PLATFORM),
    DECORATORS("benchmarks-decorators.md", "Benchmarks of decorators", Remarks.DECORATORS),
    ISOLATION("benchmarks-isolation.md", "Benchmarks of isolation", Remarks.ISOLATION),
    EVENTS("benchmarks-events.md", "Benchmarks of events", Remarks.EVENTS),
    PIPELINES("benchmarks-pipelines.md", "Benchmarks of pipelines", Remarks.PIPELINES),
    PATTERNS("benchmarks-patterns.md", "Benchmarks of patterns", Remarks.PATTERNS),
    LANGUAGES("benchmarks-languages.md", "Benchmarks of languages and starts", Remarks.LANGUAGES);

    private final String file;
    private final String title;
    private final List<String> remarks;

    Page(String file, String title, List<String> remarks) {
        this.file = file;
        this.title = title;
        this.remarks = remarks;
    }

    public String file() {
        return file;
    }

    String title() {
        return title;
    }

    /** What a fair reader must be told beside the figures. */
    List<String> remarks() {
        return remarks;
    }
}
