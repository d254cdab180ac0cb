package dev.sluice.core.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SentenceTest {

    @Test
    void hasOneEnd() {
        assertThat(Sentence.ended("it broke")).isEqualTo("it broke.");
        assertThat(Sentence.ended("it broke. ")).isEqualTo("it broke.");
        assertThat(Sentence.ended("did you mean 'memory'?")).isEqualTo("did you mean 'memory'?");
        assertThat(Sentence.ended("and so on…")).isEqualTo("and so on…");
        assertThat(Sentence.ended(" ")).isEmpty();
    }

    @Test
    void beginsWithACapitalLetter() {
        assertThat(Sentence.of("did you mean a.Fine?")).isEqualTo("Did you mean a.Fine?");
        assertThat(Sentence.of("")).isEmpty();
    }
}
