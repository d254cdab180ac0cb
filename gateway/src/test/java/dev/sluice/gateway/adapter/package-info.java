@NullMarked
package dev.sluice.gateway.adapter;

import org.jspecify.annotations.NullMarked;
