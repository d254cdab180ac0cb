package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownIdsTest {

    @TempDir
    private Path folder;

    private static byte[] entry(String id, String item) {
        return KnownIds.entry(id, item.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void itKnowsWhatAMapKnowsAlsoWhereItHasGrownIntoAFile() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, String> model = new HashMap<>();
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        try (KnownIds ids = new KnownIds(folder)) {
            for (int i = 0; i < 120_000; i++) {
                String id = Integer.toString(random.nextInt(60_000));
                String item = Integer.toString(random.nextInt(2));
                String known = model.putIfAbsent(id, item);
                byte[] entry = entry(id, item);

                assertThat(ids.take(entry))
                        .as("seed %d, %s", seed, id)
                        .isEqualTo(
                                known == null
                                        ? KnownIds.Found.NEW
                                        : known.equals(item) ? KnownIds.Found.SAME : KnownIds.Found.OTHER);
                if (known == null) {
                    kept.writeBytes(entry);
                }
            }
            assertThat(ids.count()).as("seed %d", seed).isEqualTo(model.size());
        }
        try (KnownIds again = new KnownIds(folder)) {
            again.takeAll(kept.toByteArray());

            assertThat(again.count()).isEqualTo(model.size());
            model.forEach((id, item) ->
                    assertThat(again.take(entry(id, item))).as("seed %d", seed).isEqualTo(KnownIds.Found.SAME));
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).as("what outlives a kill").isEmpty();
            }
        }
    }
}
