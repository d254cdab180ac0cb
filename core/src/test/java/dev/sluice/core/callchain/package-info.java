@NullMarked
package dev.sluice.core.callchain;

import org.jspecify.annotations.NullMarked;
