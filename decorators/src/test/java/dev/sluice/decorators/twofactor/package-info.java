@NullMarked
package dev.sluice.decorators.twofactor;

import org.jspecify.annotations.NullMarked;
