/** Uploads: a single executable file, or a folder with one. */
@NullMarked
package dev.sluice.runner.program.upload;

import org.jspecify.annotations.NullMarked;
