@NullMarked
package dev.sluice.decorators.transform;

import org.jspecify.annotations.NullMarked;
