package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sluice.function.Response;
import dev.sluice.function.doubles.StubContext;
import dev.sluice.function.doubles.StubRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HelloTest {

    private final StubContext context = new StubContext("hello");

    @Test
    void greetsWhoeverTheBodyNames() throws IOException {
        assertEquals("Hello, Ada!\n", call("Ada"));
        assertEquals("greeting Ada", context.logged().get(0).text());
    }

    @Test
    void greetsTheWorldWhereNobodyIsNamed() throws IOException {
        assertEquals("Hello, World!\n", call(""));
    }

    @Test
    void greetsWithTheWordOfTheEnvironment() throws IOException {
        context.environment(Map.of("GREETING", "Good evening"));
        assertEquals("Good evening, Ada!\n", call("Ada"));
    }

    private String call(String body) throws IOException {
        Response answer = new Hello().handle(StubRequest.post("/", body), context);
        Response.Body.Bytes bytes = assertInstanceOf(Response.Body.Bytes.class, answer.body());
        return new String(bytes.bytes(), StandardCharsets.UTF_8);
    }
}
