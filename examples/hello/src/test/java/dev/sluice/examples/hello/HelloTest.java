package dev.sluice.examples.hello;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HelloTest {

    @Test
    void greetsByName() {
        assertThat(new Hello().apply("Ada\n")).isEqualTo("Hello, Ada!\n");
    }

    @Test
    void greetsTheWorldWhenNobodyIsNamed() {
        assertThat(new Hello().apply("")).isEqualTo("Hello, world!\n");
    }
}
