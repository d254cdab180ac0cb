/** Files of lines that grow only so far, written by one thread and read from their end. */
@NullMarked
package dev.sluice.gateway.observe.files;

import org.jspecify.annotations.NullMarked;
