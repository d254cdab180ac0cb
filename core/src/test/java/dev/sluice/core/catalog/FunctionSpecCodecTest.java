package dev.sluice.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FunctionSpecCodecTest {

    @Test
    void whatEachFormatBroughtKeepsItsNumber() {
        assertThat(format(Map.of())).isEqualTo(1);
        assertThat(format(Map.of("background", "preempt"))).isEqualTo(2);
        assertThat(format(Map.of("async", Map.of("attempts", 9L)))).isEqualTo(3);
        assertThat(format(Map.of("longestChain", 4L))).isEqualTo(3);
        assertThat(format(Map.of("triggers", List.of(Map.of("name", "orders", "topic", "orders")))))
                .isEqualTo(4);
        assertThat(format(Map.of("async", Map.of("fairKey", Map.of("header", "X-User")))))
                .isEqualTo(5);
        assertThat(format(Map.of("async", Map.of("version", 1L)))).isEqualTo(6);
        assertThat(format(Map.of("build", Map.of("installScripts", List.of("esbuild")))))
                .isEqualTo(7);
        assertThat(format(Map.of("build", Map.of("secrets", Map.of("TOKEN", "registry")))))
                .isEqualTo(8);
        assertThat(format(Map.of("keepAlivePolicy", "adaptive"))).isEqualTo(9);
        assertThat(format(Map.of("uses", List.of("ownership")))).isEqualTo(10);
        assertThat(format(Map.of("affinity", "header X-User"))).isEqualTo(11);
        assertThat(format(Map.of("sidecars", List.of(Map.of("name", "counter", "command", List.of("./counter"))))))
                .isEqualTo(12);
        assertThat(format(Map.of("adapters", Map.of("logs", List.of(Map.of("formats", List.of("json")))))))
                .isEqualTo(13);
        assertThat(format(Map.of("affinity", Map.of("by", "address", "shards", 2))))
                .isEqualTo(14);
        assertThat(format(Map.of(
                        "egress", List.of(Map.of("name", "orders", "broker", Map.of("development", "http://a"))))))
                .isEqualTo(15);
    }

    @Test
    void theNewestThatASpecNeedsIsItsFormat() {
        assertThat(format(Map.of("background", "preempt", "affinity", "address", "keepAlivePolicy", "adaptive")))
                .isEqualTo(11);
    }

    private static int format(Map<String, Object> keys) {
        Map<String, Object> tree = new TreeMap<>(keys);
        tree.put("runtime", "java25");
        tree.put("handler", "pkg.Hello");
        FunctionSpecCodec codec = new FunctionSpecCodec();
        return codec.format(codec.read(tree));
    }
}
