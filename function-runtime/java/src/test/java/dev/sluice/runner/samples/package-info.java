/** Functions for the tests, loaded as an author's are. */
package dev.sluice.runner.samples;
