@NullMarked
package dev.sluice.runners.session;

import org.jspecify.annotations.NullMarked;
