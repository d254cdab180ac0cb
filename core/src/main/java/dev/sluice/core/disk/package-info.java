/** Files that survive a crash. */
@NullMarked
package dev.sluice.core.disk;

import org.jspecify.annotations.NullMarked;
