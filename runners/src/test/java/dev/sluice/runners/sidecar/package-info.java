@NullMarked
package dev.sluice.runners.sidecar;

import org.jspecify.annotations.NullMarked;
