@NullMarked
package dev.sluice.decorators.transform.patch;

import org.jspecify.annotations.NullMarked;
