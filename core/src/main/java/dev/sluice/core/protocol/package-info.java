/** The wire protocol between a gateway and its runners: frames and their bytes, without any I/O. */
@NullMarked
package dev.sluice.core.protocol;

import org.jspecify.annotations.NullMarked;
