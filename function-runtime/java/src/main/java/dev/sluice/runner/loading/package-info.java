/** The function's class loader: its own class path, the JDK and the function API, and nothing else. */
@NullMarked
package dev.sluice.runner.loading;

import org.jspecify.annotations.NullMarked;
