/** Counts the words of a text of any size while it streams in. */
@NullMarked
package dev.sluice.examples.wordcount;

import org.jspecify.annotations.NullMarked;
