/** Builds: what a folder needs beside its own files, made once by the runtime's program and kept. */
@NullMarked
package dev.sluice.builder.build;

import org.jspecify.annotations.NullMarked;
