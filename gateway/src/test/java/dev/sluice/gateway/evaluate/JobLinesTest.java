package dev.sluice.gateway.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobLinesTest {

    private long number;

    private Job job(String function) {
        number++;
        ProgramSource program = new ProgramSource(number, new FunctionName(function), "toil", new byte[0]);
        return Job.evaluate(program, new Job.Input(new byte[0], Duration.ofSeconds(1), 1));
    }

    private static List<String> taken(JobLines lines, int most) throws InterruptedException {
        List<String> functions = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            lines.take(0)
                    .ifPresent(job -> functions.add(job.program().function().value()));
        }
        return functions;
    }

    @Test
    void functionsTakeTurnsAndNoneHasMoreThanItsShare() throws Exception {
        JobLines lines = new JobLines(2, 10);
        for (int i = 0; i < 5; i++) {
            lines.add(job("a"));
        }
        lines.add(job("b"));

        assertThat(taken(lines, 10)).containsExactly("a", "b", "a");
        assertThat(lines.waiting()).isEqualTo(3);
    }

    @Test
    void whatIsDoneMakesRoom() throws Exception {
        JobLines lines = new JobLines(1, 10);
        Job first = job("a");
        lines.add(first);
        lines.add(job("a"));
        assertThat(lines.take(0)).contains(first);
        assertThat(lines.take(0)).isEmpty();

        lines.done(first);

        assertThat(lines.take(0)).isPresent();
    }

    @Test
    void aLineHasALimitOfItsOwn() {
        JobLines lines = new JobLines(1, 2);

        assertThat(List.of(lines.add(job("a")), lines.add(job("a")), lines.add(job("a")), lines.add(job("b"))))
                .containsExactly(true, true, false, true);
    }

    @Test
    void onlyWhatNobodyTookIsTakenBack() throws Exception {
        JobLines lines = new JobLines(2, 10);
        Job first = job("a");
        Job second = job("a");
        lines.add(first);
        lines.add(second);
        Optional<Job> taken = lines.take(0);

        assertThat(taken).contains(first);
        assertThat(lines.withdraw(first)).isFalse();
        assertThat(lines.withdraw(second)).isTrue();
        assertThat(lines.waiting()).isZero();
        assertThat(lines.take(0)).isEmpty();
    }

    @Test
    void whatWaitsIsRefusedWhenTheGatewayEnds() throws Exception {
        JobLines lines = new JobLines(1, 10);
        Job job = job("a");
        lines.add(job);

        lines.close();

        assertThat(job.result().get()).isEqualTo(new Job.Result.Refused("the gateway ends"));
        assertThat(lines.add(job("a"))).isFalse();
    }
}
