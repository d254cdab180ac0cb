/** Folders for temporary files. */
@NullMarked
package dev.sluice.cli.disk;

import org.jspecify.annotations.NullMarked;
