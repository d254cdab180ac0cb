package dev.sluice.gateway.adapter.metrics;

import java.util.List;

/** Where metrics of one program of an instance come from. Thread-safe. */
interface Source extends AutoCloseable {

    /** Series that one source may have. */
    int MOST_SERIES = 500;

    /** The sidecar whose they are; empty for the function itself. */
    String program();

    /** What it has told last. */
    List<Family> families();

    /** Nothing more is taken. */
    @Override
    void close();
}
