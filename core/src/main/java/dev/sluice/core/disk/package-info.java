/** Files that survive a crash, and locks that do not. */
@NullMarked
package dev.sluice.core.disk;

import org.jspecify.annotations.NullMarked;
