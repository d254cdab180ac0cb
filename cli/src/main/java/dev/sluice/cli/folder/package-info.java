/** Folders that are sent as code. */
@NullMarked
package dev.sluice.cli.folder;

import org.jspecify.annotations.NullMarked;
