/** The demonstration: deploys the examples, calls them, and shows what came back. */
@NullMarked
package dev.sluice.cli.demo;

import org.jspecify.annotations.NullMarked;
