/** What is found in uploaded code before it is run, by an inspector for each runtime. */
@NullMarked
package dev.sluice.gateway.inspect;

import org.jspecify.annotations.NullMarked;
