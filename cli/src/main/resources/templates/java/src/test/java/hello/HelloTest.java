package hello;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HelloTest {

    @Test
    void greetsWhoeverTheBodyNames() {
        assertEquals("Hello, Ada!\n", new Hello().apply("Ada"));
    }

    @Test
    void greetsTheWorldWhereNobodyIsNamed() {
        assertEquals("Hello, World!\n", new Hello().apply(""));
    }
}
