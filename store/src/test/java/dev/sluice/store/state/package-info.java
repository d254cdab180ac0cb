@NullMarked
package dev.sluice.store.state;

import org.jspecify.annotations.NullMarked;
