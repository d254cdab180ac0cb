/** Adapters at work: they read what programs print and tell in forms of their own, and tell it on in those of the platform. */
@NullMarked
package dev.sluice.gateway.adapter;

import org.jspecify.annotations.NullMarked;
