/** Pipelines written in Java: they make the same documents as people write in YAML. It needs nothing but the JDK. */
@NullMarked
package dev.sluice.pipeline;

import org.jspecify.annotations.NullMarked;
