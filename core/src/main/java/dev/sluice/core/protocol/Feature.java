package dev.sluice.core.protocol;

import java.util.Arrays;
import java.util.List;

/** What a runner may be able to do beyond what every runner must. It is used where both sides name it. */
public enum Feature {

    /** Answers each PING at once, whatever its functions do. One without it is dead only when its process is. */
    PING("ping"),

    /** Answers PING as soon as the code of its functions lets it. It is asked when an invocation has outlived its run budget beside others. */
    PULSE("pulse"),

    /** Tells by PROGRESS how far its invocations have come. */
    PROGRESS("progress"),

    /** Takes NOTICE and acknowledges each. */
    NOTICE("notice"),

    /** Tells by PROFILE what would have made its start faster, and takes it from a later SPECIALISE. */
    PROFILE("profile");

    private final String word;

    Feature(String word) {
        this.word = word;
    }

    /** As in HELLO and WELCOME. */
    public String word() {
        return word;
    }

    /** Those that this build knows, of what a runner offers, in the order of this type. */
    public static List<Feature> known(List<String> offered) {
        return Arrays.stream(values())
                .filter(feature -> offered.contains(feature.word))
                .toList();
    }

    /** Their words, as a frame has them. */
    public static List<String> words(List<Feature> features) {
        return features.stream().map(Feature::word).toList();
    }
}
