/** Pipelines at work: each piece of a graph reads its topic, and makes visible what comes of it exactly once. */
@NullMarked
package dev.sluice.pipelines.engine;

import org.jspecify.annotations.NullMarked;
