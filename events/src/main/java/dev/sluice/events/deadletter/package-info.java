/** Work that is not tried again, kept until somebody redrives or purges it. */
@NullMarked
package dev.sluice.events.deadletter;

import org.jspecify.annotations.NullMarked;
