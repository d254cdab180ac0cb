@NullMarked
package dev.sluice.runner.program.upload;

import org.jspecify.annotations.NullMarked;
