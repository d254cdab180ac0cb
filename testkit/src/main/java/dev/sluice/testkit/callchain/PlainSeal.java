package dev.sluice.testkit.callchain;

import dev.sluice.core.callchain.ChainSeal;
import java.util.List;

/** Chains that everybody can make up. */
public final class PlainSeal implements ChainSeal {

    @Override
    public String write(List<String> chain) {
        return String.join(", ", chain);
    }

    @Override
    public List<String> read(String text) {
        return List.of(text.split(", "));
    }
}
