package dev.sluice.runner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrdersTest {

    private static Orders.Library library(String group, String artifact, String version) {
        return new Orders.Library(group, artifact, Optional.of(version), Optional.empty(), Optional.empty());
    }

    @Test
    void librariesStandInOneLineOrInSeveral() {
        Orders orders = Orders.of("//DEPS a:b:1, c:d:2\n//DEPS \"e:f:[1,2)\"\n//DEPS g:h:3 // the last\nclass A {}");

        assertThat(orders.libraries())
                .startsWith(library("a", "b", "1"), library("c", "d", "2"))
                .endsWith(library("g", "h", "3"));
        assertThat(orders.problem()).isEmpty();
    }

    @Test
    void aBomTellsVersionsAndAClassifierAnotherFile() {
        Orders orders = Orders.of("//DEPS a:bom:1@pom\n//DEPS a:b\n//DEPS c:d:2:linux\n");

        assertThat(orders.boms())
                .containsExactly(
                        new Orders.Library("a", "bom", Optional.of("1"), Optional.empty(), Optional.of("pom")));
        assertThat(orders.libraries())
                .containsExactly(
                        new Orders.Library("a", "b", Optional.empty(), Optional.empty(), Optional.empty()),
                        new Orders.Library("c", "d", Optional.of("2"), Optional.of("linux"), Optional.empty()));
    }

    @Test
    void repositoriesHaveAnAddress() {
        Orders orders = Orders.of("//REPOS central,ours=https://repository.example.org/maven\n//DEPS a:b:1\n");

        assertThat(orders.repositories()).isEqualTo(Map.of("ours", "https://repository.example.org/maven"));
    }

    @Test
    void onlyWhatBeginsALineCounts() {
        assertThat(Orders.of("  //DEPS a:b:1\n// DEPS a:b:1\nclass A {}").asksForLibraries())
                .isFalse();
        assertThat(Orders.of("//JAVA 17+\nclass A {}").problem()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "//DEPS gson | asks by //DEPS for gson, which is no library: write group:artifact:version",
                "//DEPS a:b:${version} | asks by //DEPS for a:b:${version}, which is no library",
                "//REPOS jitpack | asks by //REPOS for jitpack, whose address this platform does not know",
                "//JAVA 99 | asks by //JAVA for Java 99, and this platform has Java 25",
                "//JAVA new | asks by //JAVA for new, which is no release",
                "//FILES a.txt | asks by //FILES for a.txt, and a function that is one Java file has no other files",
            })
    void whatCannotBeDoneIsToldWithWhatCan(String line, String problem) {
        assertThat(Orders.of(line + "\nclass A {}").problem())
                .hasValueSatisfying(told -> assertThat(told).startsWith(problem));
    }
}
