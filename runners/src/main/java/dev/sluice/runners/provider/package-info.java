/** Starts and stops runners on this machine: as plain processes, or each in a sandbox of its own. */
@NullMarked
package dev.sluice.runners.provider;

import org.jspecify.annotations.NullMarked;
