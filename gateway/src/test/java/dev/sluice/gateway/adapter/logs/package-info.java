@NullMarked
package dev.sluice.gateway.adapter.logs;

import org.jspecify.annotations.NullMarked;
