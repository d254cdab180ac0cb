package dev.sluice.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AskTest {

    @Test
    void writesTextsAsLuaReadsThem() {
        assertThat(Ask.post("/p", "application/json", "{\"a\":\"b\\\\\n\"}").lua())
                .isEqualTo("""
                wrk.method = "POST"
                wrk.path = "/p"
                wrk.body = "{\\"a\\":\\"b\\\\\\\\\\n\\"}"
                wrk.headers["Content-Type"] = "application/json"
                """);
    }

    @Test
    void makesARequestForEachCallWhereTheyDiffer() {
        assertThat(Ask.get("/p").with("A", "b").lua()).doesNotContain("function request()");
        assertThat(Ask.get("/p").withNewQueries().lua())
                .contains("function request()\n  return wrk.format(nil, wrk.path .. \"?n=\" .. number())\nend\n");
        assertThat(Ask.get("/p").withNewValues("Idempotency-Key").lua())
                .contains("function request()\n  return fresh(\"Idempotency-Key\")\nend\n");
        assertThat(Ask.get("/p").forSkewedKeys(1000).lua()).contains("math.floor(1001 ^ math.random())");
    }
}
