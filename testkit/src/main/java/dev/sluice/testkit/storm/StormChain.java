package dev.sluice.testkit.storm;

import dev.sluice.core.invocation.Invoker;

/**
 * A chain of decorators around a function.
 *
 * @param words what it is made of, to tell if a call goes wrong
 * @param mayFail whether it may end a call by itself
 */
public record StormChain(Invoker invoker, String words, boolean mayFail) {}
