/** The graph of functions, topics and triggers: who calls whom, as declared and as seen. */
@NullMarked
package dev.sluice.gateway.graph;

import org.jspecify.annotations.NullMarked;
