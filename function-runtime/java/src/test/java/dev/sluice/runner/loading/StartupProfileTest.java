package dev.sluice.runner.loading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.protocol.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StartupProfileTest {

    @Test
    void itIsReadAsItWasWritten() {
        StartupProfile profile = new StartupProfile(List.of("a.B", "ä.C$1", "D"));

        assertThat(profile.text()).isEqualTo("a.B\nä.C$1\nD");
        assertThat(StartupProfile.parse(profile.text())).isEqualTo(profile);
        assertThat(StartupProfile.parse("")).isEqualTo(StartupProfile.NONE);
    }

    @Test
    void ofTooManyClassesItHasTheFirst() {
        assertThat(StartupProfile.parse(String.join("\n", names("a.B", StartupProfile.MOST + 10)))
                        .classes())
                .hasSize(StartupProfile.MOST)
                .startsWith("a.B0")
                .endsWith("a.B" + (StartupProfile.MOST - 1));
    }

    @Test
    void itsTextIsNeverLargerThanAFrameMayBe() {
        StartupProfile large = new StartupProfile(names("ä".repeat(1_000), 200));

        byte[] text = large.text().getBytes(StandardCharsets.UTF_8);

        assertThat(text.length).isBetween(Protocol.MAX_PROFILE_BYTES - 3_000, Protocol.MAX_PROFILE_BYTES);
        assertThat(StartupProfile.parse(large.text()).classes()).allMatch(large.classes()::contains);
    }

    @Test
    void whatItLacksIsAddedBehind() {
        List<String> loaded = names("a.B", 100);

        assertThat(StartupProfile.NONE.grownBy(loaded)).contains(new StartupProfile(loaded));
        assertThat(new StartupProfile(loaded)
                        .grownBy(names("a.C", 16))
                        .orElseThrow()
                        .classes())
                .hasSize(116)
                .startsWith("a.B0")
                .endsWith("a.C15");
    }

    @Test
    void aFewClassesMoreAreNotToldOf() {
        assertThat(StartupProfile.NONE.grownBy(names("a.B", 15))).isEmpty();
        assertThat(new StartupProfile(names("a.B", 800)).grownBy(names("a.C", 99)))
                .isEmpty();
        assertThat(new StartupProfile(names("a.B", StartupProfile.MOST)).grownBy(names("a.C", 1_000)))
                .isEmpty();
        assertThat(new StartupProfile(names("a.B", 100)).grownBy(names("a.B", 100)))
                .isEmpty();
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }
}
