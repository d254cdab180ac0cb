@NullMarked
package dev.sluice.runners.link;

import org.jspecify.annotations.NullMarked;
