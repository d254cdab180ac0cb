package dev.sluice.gateway.http;

import java.util.List;
import java.util.Optional;

/** A part of a process's memory that can be full by itself, told by the words in which a runtime says so. */
enum MemoryArea {
    HEAP(
            "objects, the heap",
            "-Xmx",
            List.of("Java heap space", "GC overhead limit", "Requested array size exceeds VM limit")),
    DIRECT("direct buffers", "-XX:MaxDirectMemorySize=", List.of("direct buffer memory")),
    CLASSES("loaded classes", "-XX:MaxMetaspaceSize=", List.of("Metaspace", "Compressed class space")),
    CODE("compiled code", "-XX:ReservedCodeCacheSize=", List.of("CodeCache", "code cache")),
    THREADS("threads", "-Xss", List.of("unable to create native thread", "unable to create new native thread"));

    private final String name;
    private final String option;
    private final List<String> words;

    MemoryArea(String name, String option, List<String> words) {
        this.name = name;
        this.option = option;
        this.words = words;
    }

    /** The area that {@code detail} speaks of; empty where it speaks of the process as a whole. */
    static Optional<MemoryArea> in(String detail) {
        for (MemoryArea area : values()) {
            if (area.words.stream().anyMatch(detail::contains)) {
                return Optional.of(area);
            }
        }
        return Optional.empty();
    }

    /** What to do, in sentences that follow the one that says what happened. */
    static String advice(String detail) {
        return in(detail).map(MemoryArea::advice).orElse("Make it use less, or raise 'memory' in its spec.");
    }

    private String advice() {
        return this == THREADS
                ? "What was full is the room for threads. Let it start fewer, or virtual ones; " + option
                        + " in 'jvmOptions' makes each smaller, and 'memory' gives room for more."
                : "What was full is the room for " + name
                        + ". Make it use less, or raise 'memory' in its spec, with which" + " that grows too; " + option
                        + " in 'jvmOptions' shifts the balance.";
    }
}
