package dev.sluice.core.callchain;

import java.util.List;

/** Writes chains in such a way that nobody else can make one up. Thread-safe. */
public interface ChainSeal {

    /** The chain as text, which may travel with a request or a record; {@code chain} is not empty. */
    String write(List<String> chain);

    /** The chain that this wrote, or another with the same key; empty of any other text. */
    List<String> read(String text);
}
