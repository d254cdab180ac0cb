/** Folders that were sent: how instances get their files. */
@NullMarked
package dev.sluice.builder.folder;

import org.jspecify.annotations.NullMarked;
