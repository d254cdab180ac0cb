@NullMarked
package dev.sluice.runner.program.session;

import org.jspecify.annotations.NullMarked;
