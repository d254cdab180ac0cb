@NullMarked
package dev.sluice.runners.provider;

import org.jspecify.annotations.NullMarked;
