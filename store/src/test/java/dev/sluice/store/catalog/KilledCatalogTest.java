package dev.sluice.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.catalog.FunctionKinds;
import dev.sluice.core.function.FunctionName;
import java.io.BufferedReader;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class KilledCatalogTest {

    private static final int ROUNDS = 4;
    private static final int PROCESSES = 2;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    @Timeout(120)
    void killingProcessesThatShareACatalogAtAnyInstantLosesNothingThatWasAcknowledged() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, Integer> acknowledged = runAndKill(random);

            Set<String> kept = new TreeSet<>();
            Set<String> live = new TreeSet<>();
            try (DirectoryCatalog resources = new DirectoryCatalog(folder, FunctionKinds.ALL)) {
                FunctionCatalog catalog = new FunctionCatalog(resources);
                assertThat(resources.damaged()).as("seed " + seed).isEmpty();
                acknowledged.forEach((name, number) -> {
                    var stored = catalog.get(new FunctionName(name)).orElseThrow();
                    assertThat(stored.history().live())
                            .as(name + ", seed " + seed)
                            .isBetween(number, number + PROCESSES);
                    stored.history().versions().forEach(version -> kept.add(file(version.number(), name)));
                    live.add(file(stored.history().live(), name));
                });
            }
            try (var files = Files.list(folder.resolve("functions/default"))) {
                assertThat(files.map(file -> String.valueOf(file.getFileName())))
                        .as("no rubbish after the next start")
                        .containsExactlyInAnyOrder("f0.yaml", "f1.yaml", "f2.yaml");
            }
            try (var files = Files.list(folder.resolve("function-versions/default"))) {
                Set<String> there = files.map(file -> String.valueOf(file.getFileName()))
                        .collect(Collectors.toCollection(TreeSet::new));
                assertThat(kept).as("none that no function has").containsAll(there);
                kept.removeAll(live);
                assertThat(there).as("all but the live ones").containsAll(kept);
            }
        }
    }

    private static String file(int version, String function) {
        return function + "." + version + ".yaml";
    }

    /** Kills each of some processes that work at once, when it has had some acknowledgements; answers the last of each function. */
    private Map<String, Integer> runAndKill(Random random) throws Exception {
        Map<String, Integer> last = new ConcurrentHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Map<String, Integer>>> processes = new ArrayList<>();
            for (int i = 0; i < PROCESSES; i++) {
                int acknowledgements = 10 + random.nextInt(80);
                processes.add(threads.submit(() -> runAndKill(acknowledgements)));
            }
            for (Future<Map<String, Integer>> process : processes) {
                process.get().forEach((name, number) -> last.merge(name, number, Math::max));
            }
        }
        return last;
    }

    private Map<String, Integer> runAndKill(int acknowledgements) throws Exception {
        Path errors = Files.createTempFile("killed-catalog", ".err");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .replace(";", File.pathSeparator),
                        KilledCatalog.class.getName(),
                        folder.toString())
                .redirectError(errors.toFile())
                .start();
        Map<String, Integer> last = new HashMap<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (int i = 0; i < acknowledgements; i++) {
                note(lines.readLine(), last, errors);
            }
            // By its handle, because a killed Process closes the pipe with what was said last.
            process.toHandle().destroyForcibly();
            // What was still on its way was acknowledged too.
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.matches("f\\d@\\d+")) {
                    note(line, last, errors);
                }
            }
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            Files.deleteIfExists(errors);
        }
        return last;
    }

    private static void note(@Nullable String line, Map<String, Integer> last, Path errors) throws Exception {
        assertThat(line).as(Files.readString(errors)).isNotNull();
        String[] parts = String.valueOf(line).split("@", -1);
        last.put(parts[0], Integer.valueOf(parts[1]));
    }
}
