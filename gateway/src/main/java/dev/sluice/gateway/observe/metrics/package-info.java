/** Numbers for Prometheus: counted cheaply where things happen, put into words only when somebody asks. */
@NullMarked
package dev.sluice.gateway.observe.metrics;

import org.jspecify.annotations.NullMarked;
