/** What functions printed and logged, kept for those who ask. */
@NullMarked
package dev.sluice.core.logs;

import org.jspecify.annotations.NullMarked;
