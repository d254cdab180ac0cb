@NullMarked
package dev.sluice.decorators.log;

import org.jspecify.annotations.NullMarked;
