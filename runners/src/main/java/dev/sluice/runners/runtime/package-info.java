/** The runtimes that are installed, each a folder. */
@NullMarked
package dev.sluice.runners.runtime;

import org.jspecify.annotations.NullMarked;
