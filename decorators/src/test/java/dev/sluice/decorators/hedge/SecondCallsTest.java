package dev.sluice.decorators.hedge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.decorator.Credentials;
import dev.sluice.core.decorator.whole.Next;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.decorators.repeat.RetryBudget;
import dev.sluice.testkit.decorator.Sites;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SecondCallsTest {

    private record Uncalled() implements Next {

        @Override
        public Reply call(WholeRequest request) {
            throw new AssertionError("nothing is called");
        }

        @Override
        public Reply call(FunctionName function, WholeRequest request) {
            throw new AssertionError("nothing is called");
        }
    }

    /** Without its turn a race would be waited for without end. */
    @Test
    @Timeout(20)
    void aTurnThatARaceHadNoUseForIsThatOfAnother() throws InterruptedException {
        SecondCalls seconds = new SecondCalls(0.01);
        for (int i = 0; i < 3 * RetryBudget.RESERVE; i++) {
            try (Race race = new Race(new Uncalled(), new Sites().site("hedge", 0, Credentials.NONE))) {
                seconds.began();
                seconds.ask(race);
                assertThat(race.take()).isEqualTo(new Race.News.Turn());
                seconds.over(race);
            }
        }
    }
}
