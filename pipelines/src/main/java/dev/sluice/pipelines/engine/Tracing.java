package dev.sluice.pipelines.engine;

import java.util.function.Consumer;

/**
 * Where traces of items go.
 *
 * @param ratio what part of the traces that begin here is recorded, 0 to 1
 * @param spans takes them on whatever thread makes them, and must not block
 */
public record Tracing(double ratio, Consumer<StageSpan> spans) {}
