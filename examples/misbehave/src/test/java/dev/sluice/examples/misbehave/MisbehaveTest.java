package dev.sluice.examples.misbehave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.function.Response;
import dev.sluice.function.doubles.StubContext;
import dev.sluice.function.doubles.StubRequest;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MisbehaveTest {

    @Test
    void throwsWithACause() {
        assertThatThrownBy(() -> call("/throws"))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("the order was not kept")
                .cause()
                .hasMessage("the disk is full");
    }

    @Test
    void throwsWhatIsCheckedAndWhatSaysNothing() {
        assertThatThrownBy(() -> call("/throws-checked")).isInstanceOf(FileNotFoundException.class);
        assertThatThrownBy(() -> call("/throws-silently")).hasMessage(null);
    }

    @Test
    void runsOutOfStack() {
        assertThatThrownBy(() -> call("/recursion")).isInstanceOf(StackOverflowError.class);
    }

    @Test
    void sleepsUntilInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> call("/sleeps")).isInstanceOf(InterruptedException.class);
    }

    @Test
    void ignoresInterrupts() throws Exception {
        Thread.currentThread().interrupt();

        assertThat(call("/ignores-interrupts?seconds=1").status()).isEqualTo(200);
    }

    @Test
    void spinsUntilItIsDone() throws Exception {
        assertThat(call("/spins?seconds=0").status()).isEqualTo(200);
    }

    @Test
    void answersWhatHasNoFormInJson() throws Exception {
        Map<?, ?> who =
                (Map<?, ?>) ((Response.Body.Json) call("/unserialisable").body()).value();
        List<?> cycle = (List<?>) ((Response.Body.Json) call("/cycle").body()).value();

        assertThat(who.get("who")).isInstanceOf(Thread.class);
        assertThat(cycle.getFirst()).isSameAs(cycle);
    }

    @Test
    void answersWhatHttpForbids() throws Exception {
        assertThat(call("/bad-header").headers().getLast().getValue()).contains("\r\n");
        assertThat(call("/hop-by-hop-header").headers()).contains(Map.entry("Transfer-Encoding", "chunked"));
        assertThatThrownBy(() -> call("/bad-status")).hasMessage("status 99 is not allowed: 200 to 599");
        assertThat(call("/null")).isNull();
    }

    @Test
    void failsInsideAStream() throws Exception {
        Response.Body.Writer body =
                (Response.Body.Writer) call("/breaks-stream?pieces=2").body();
        ByteArrayOutputStream sent = new ByteArrayOutputStream();

        assertThatThrownBy(() -> body.writer().writeTo(sent))
                .isInstanceOf(IOException.class)
                .hasMessage("the source dried up after 2 pieces");
        assertThat(sent.size()).isEqualTo(2 * 64 * 1024);
    }

    @Test
    void leavesInputUnread() throws Exception {
        StubRequest request = StubRequest.post("/ignores-input", new byte[4096]);

        new Misbehave().handle(request, new StubContext("misbehave"));

        assertThat(request.bytes()).hasSize(4096);
    }

    @Test
    void failsToInitialise() {
        assertThatThrownBy(FailingInitialiser::new)
                .isInstanceOf(ExceptionInInitializerError.class)
                .hasCauseInstanceOf(NumberFormatException.class);
        assertThatThrownBy(FailingConstructor::new).hasMessage("DATABASE_URL is not set");
    }

    @Test
    void failsToStartAndToStop() {
        assertThatThrownBy(() -> new FailingStart().start(new StubContext("misbehave")))
                .hasMessage("the database does not answer");
        assertThatThrownBy(() -> new FailingStop().stop()).hasMessage("the last orders were not written");
    }

    @Test
    void behavesOnEveryOtherPath() throws Exception {
        assertThat(call("/")).usingRecursiveComparison().isEqualTo(Response.text("fine\n"));
    }

    private static Response call(String pathAndQuery) throws Exception {
        return new Misbehave().handle(StubRequest.get(pathAndQuery), new StubContext("misbehave"));
    }
}
