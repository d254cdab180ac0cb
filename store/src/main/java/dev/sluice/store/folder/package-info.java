/** How those who work in a folder learn that others changed something there. */
@NullMarked
package dev.sluice.store.folder;

import org.jspecify.annotations.NullMarked;
