/** What functions print and log, kept for those who ask later and told to those who follow. */
@NullMarked
package dev.sluice.core.logs;

import org.jspecify.annotations.NullMarked;
