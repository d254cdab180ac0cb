/** Who is called back with thumbnails. */
@NullMarked
package dev.sluice.examples.album;

import org.jspecify.annotations.NullMarked;
