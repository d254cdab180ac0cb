/** Markdown to HTML, with the library for it inside the jar. */
@NullMarked
package dev.sluice.examples.markdown;

import org.jspecify.annotations.NullMarked;
