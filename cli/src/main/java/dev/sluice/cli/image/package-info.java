/** Images of functions for whatever runs containers, made of files alone: layers, layouts, and registries to push them to. */
@NullMarked
package dev.sluice.cli.image;

import org.jspecify.annotations.NullMarked;
