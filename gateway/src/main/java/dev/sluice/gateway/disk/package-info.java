/** The home folder on disk, and files in it that survive a crash. */
@NullMarked
package dev.sluice.gateway.disk;

import org.jspecify.annotations.NullMarked;
