package dev.sluice.cli.image;

import java.util.List;
import java.util.Map;

/**
 * What an image stands on: a C library, a shell and a JDK, and an interpreter where the function's language has one.
 *
 * @param layers the lowest first
 * @param environment variables of its processes, of which {@code JAVA_HOME} is one
 * @param versions what it is made of, for people
 */
record Base(List<Layer> layers, Map<String, String> environment, String versions) {}
