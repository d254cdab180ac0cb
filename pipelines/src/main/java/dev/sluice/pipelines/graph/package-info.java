/** What the stages of a pipeline are to each other: who reads whom, what is fused, where it is cut. */
@NullMarked
package dev.sluice.pipelines.graph;

import org.jspecify.annotations.NullMarked;
