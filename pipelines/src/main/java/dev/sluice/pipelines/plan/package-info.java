/** A pipeline's graph as people see it: as text, as Mermaid and as a picture. */
@NullMarked
package dev.sluice.pipelines.plan;

import org.jspecify.annotations.NullMarked;
