package dev.sluice.core.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.function.FunctionName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TermsTest {

    @Test
    void aRequestIsAFirstAttemptForWhichSomebodyWaits() {
        assertThat(Terms.HTTP)
                .isEqualTo(new Terms(EntryPoint.HTTP, Priority.INTERACTIVE, Optional.empty(), "", 1, List.of()));
    }

    @Test
    void attemptsAreCountedFromOne() {
        assertThatThrownBy(() -> new Terms(EntryPoint.EVENT, Priority.BACKGROUND, Optional.empty(), "", 0, List.of()))
                .hasMessage("attempts are counted from 1, this one is 0");
    }

    @Test
    void whatDecoratorsChangeOfAnInvocationLeavesTheRest() {
        RequestHead head = new RequestHead("POST", "/", "", Headers.EMPTY);
        Invocation invocation = new Invocation(InvocationId.next(0), new FunctionName("hello"), head, Body.EMPTY)
                .with(Terms.HTTP.inBackground());
        RequestHead other = new RequestHead("GET", "/a", "", Headers.EMPTY);

        Invocation changed = invocation.with(other).to(new FunctionName("bye"));

        assertThat(changed)
                .isEqualTo(new Invocation(
                        invocation.id(),
                        new FunctionName("bye"),
                        new Input.HttpRequest(other, Body.EMPTY),
                        invocation.terms()));
        assertThat(Terms.HTTP.at(EntryPoint.DECORATOR).through(List.of("a", "b")))
                .isEqualTo(new Terms(
                        EntryPoint.DECORATOR, Priority.INTERACTIVE, Optional.empty(), "", 1, List.of("a", "b")));
    }

    @Test
    void whatIsBoundToAVersionStaysSoAndOthersMayRunAnywhere() {
        Terms bound = Terms.HTTP.boundTo(2).at(EntryPoint.ASYNC).inBackground().through(List.of("a"));

        assertThat(bound.allows(2)).isTrue();
        assertThat(bound.allows(3)).isFalse();
        assertThat(Terms.HTTP.allows(3)).isTrue();
    }
}
