@NullMarked
package dev.sluice.core.adapter;

import org.jspecify.annotations.NullMarked;
