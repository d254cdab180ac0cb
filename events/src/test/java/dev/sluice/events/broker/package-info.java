@NullMarked
package dev.sluice.events.broker;

import org.jspecify.annotations.NullMarked;
