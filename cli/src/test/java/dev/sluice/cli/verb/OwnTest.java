package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.PlatformDouble.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OwnTest {

    private static final String LOCK = "/ownership/locks/nightly";
    private static final String LOST =
            "{\"status\":409,\"detail\":\"The lock 'nightly' is not held with the token 17.\","
                    + "\"component\":\"gateway\",\"reason\":\"lease_lost\"}";

    @AutoClose
    private final PlatformDouble platform = new PlatformDouble();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aCommandRunsUnderALockThatIsRenewedAndReleased() throws IOException {
        grants("3s");
        platform.on("PUT " + LOCK + "/17", renewed());
        platform.on("DELETE " + LOCK + "/17", Answer.none());
        Path told = folder.resolve("told");

        CommandRun run = under("3s", "sh", "-c", "sleep 2.4; echo $SLUICE_LOCK_TOKEN > " + told + "; exit 7");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(7);
        assertThat(told).hasContent("17\n");
        assertThat(platform.asked().stream().filter(asked -> asked.method().equals("PUT")))
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(platform.last().method()).isEqualTo("DELETE");
    }

    @Test
    void aCommandIsKilledWhenItsLockIsLost() {
        grants("1s");
        platform.on("PUT " + LOCK + "/17", renewed(), Answer.problem(409, LOST));
        Path late = folder.resolve("late");

        CommandRun run = under("1s", "sh", "-c", "sleep 30; touch " + late);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("The command was ended, because what it needed was lost: The lock 'nightly' is not held with"
                        + " the token 17.");
        assertThat(late).doesNotExist();
    }

    @Test
    void aCommandIsEndedBeforeOthersCanOwnWhenTheGatewayIsAway() {
        grants("1s");
        platform.on("PUT " + LOCK + "/17", renewed(), Answer.problem(503, "{\"status\":503,\"detail\":\"Away.\"}"));
        long began = System.nanoTime();

        CommandRun run = under("1s", "sh", "-c", "trap '' TERM; sleep 30; sleep 30");

        assertThat(run.err()).contains("was lost: it could not be renewed in time");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(25));
    }

    @Test
    void aCommandThatCannotBeStartedHoldsNothing() {
        grants("1s");
        platform.on("PUT " + LOCK + "/17", renewed());
        platform.on("DELETE " + LOCK + "/17", Answer.none());

        CommandRun run = under("1s", folder.resolve("no-such").toString());

        assertThat(run.err()).contains("The command cannot be started: ");
        assertThat(platform.last().method()).isEqualTo("DELETE");
    }

    @Test
    void aLockThatCannotBeRenewedBeforeTheCommandBeginsIsReleased() {
        grants("1s");
        platform.on("PUT " + LOCK + "/17", Answer.problem(503, "{\"status\":503,\"detail\":\"Away.\"}"));
        platform.on("DELETE " + LOCK + "/17", Answer.none());

        CommandRun run = under("1s", "touch", folder.resolve("ran").toString());

        assertThat(run.err()).contains("Away.");
        assertThat(folder.resolve("ran")).doesNotExist();
        assertThat(platform.last().method()).isEqualTo("DELETE");
    }

    /** Each of them has the pipe open, and it ends when none of them does. */
    @Test
    void whatACommandStartedEndsWithItBeforeTheLockIsReleased() throws Exception {
        grants("8s");
        platform.on("PUT " + LOCK + "/17", renewed());
        platform.on("DELETE " + LOCK + "/17", Answer.none());
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        String script = "(trap '' TERM; exec 3>" + pipe + "; sleep 100; sleep 100) & wait";
        Thread command = Thread.ofVirtual().start(() -> under("8s", "sh", "-c", script));

        try (InputStream open = Files.newInputStream(pipe)) {
            command.interrupt();
            assertThat(open.read()).isEqualTo(-1);
        }

        assertThat(command.join(Duration.ofSeconds(30))).isTrue();
        assertThat(platform.last().method()).isEqualTo("DELETE");
    }

    @Test
    void aLockThatIsRefusedRunsNothing() {
        platform.on(
                "POST " + LOCK + "?who=ann&follow=true",
                events(
                        "event: failed\ndata: {\"status\":429,\"detail\":\"200 wait already.\",\"reason\":\"too_many_waiters\"}\n\n"));

        CommandRun run = own(
                "lock",
                "nightly",
                "--who",
                "ann",
                "--",
                "touch",
                folder.resolve("ran").toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("200 wait already.");
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    @Test
    void othersAreToldTheUserAndTheMachineIfNobodySaysWhoHoldsIt() {
        own("semaphore", "pool", "--permits", "3", "--", "true");

        assertThat(platform.last().target())
                .startsWith("/ownership/semaphores/pool?permits=3&who=" + System.getProperty("user.name") + "%40");
    }

    @Test
    void whoComesToABarrierIsToldWhetherAllHave() {
        String stage = "{\"name\":\"stage\",\"generation\":4,\"parties\":3,";
        platform.on(
                "POST /ownership/barriers/stage?party=a&parties=3&wait=60s",
                Answer.json(200, stage + "\"open\":false,\"arrived\":[\"b\",\"a\"]}"));
        platform.on(
                "POST /ownership/barriers/stage?party=a&parties=3&generation=4&wait=5s",
                Answer.json(200, stage + "\"open\":true,\"arrived\":[]}"));

        CommandRun early = own("barrier", "stage", "--party", "a", "--parties", "3");
        CommandRun all = own("barrier", "stage", "--party", "a", "--parties", "3", "--generation", "4", "--wait", "5s");

        assertThat(early.exitCode()).isEqualTo(1);
        assertThat(early.out()).isEqualTo("2 of 3 have come: b, a. To go on waiting, say --generation 4.\n");
        assertThat(all.exitCode()).isZero();
        assertThat(all.out()).isEqualTo("All have come.\n");
    }

    @Test
    void whoHoldsItIsShown() {
        platform.on(
                "GET /ownership/elections/boss",
                Answer.json(
                        200,
                        "{\"name\":\"boss\",\"permits\":1,\"holders\":[{\"who\":\"ann\",\"token\":17,\"lease\":\"15s\","
                                + "\"value\":\"host-1\"}],\"waiting\":2}"));

        assertThat(own("show", "elections", "boss").out())
                .isEqualTo("held by 'ann' with the token 17, lease 15s: host-1\n2 waiting\n");
    }

    @Test
    void allThatIsHeldIsListed() {
        platform.on(
                "GET /ownership/semaphores",
                Answer.json(
                        200,
                        "{\"semaphores\":[{\"name\":\"pool\",\"permits\":2,\"holders\":[{\"who\":\"ann\",\"token\":17,"
                                + "\"lease\":\"15s\",\"value\":\"\"},{\"who\":\"bob\",\"token\":18,\"lease\":\"15s\","
                                + "\"value\":\"\"}],\"waiting\":1},{\"name\":\"rest\",\"permits\":1,\"holders\":[],"
                                + "\"waiting\":0}]}"));
        platform.on("GET /ownership/locks", Answer.json(200, "{\"locks\":[]}"));

        assertThat(own("list", "semaphores").out())
                .isEqualTo("NAME  HELD BY   TOKEN   WAITING\npool  ann, bob  17, 18  1\nrest  -         -       0\n");
        assertThat(own("list").out()).isEqualTo("NAME  HELD BY  TOKEN  WAITING\n");
    }

    @Test
    void keysAreReadWrittenAndRemoved() {
        platform.on("GET /ownership/keys/a", Answer.json(200, "{\"name\":\"a\",\"value\":\"x y\",\"version\":3}"));
        platform.on("GET /ownership/keys", Answer.json(200, "{\"keys\":[\"a\",\"b\"]}"));
        platform.on(
                "PUT /ownership/keys/a?ifVersion=3&ttl=30s&token=17",
                Answer.json(200, "{\"name\":\"a\",\"version\":4}"));
        platform.on("DELETE /ownership/keys/a?ifVersion=4", Answer.none());

        assertThat(own("get", "a").out()).isEqualTo("x y\n");
        assertThat(own("keys").out()).isEqualTo("a\nb\n");
        assertThat(own("put", "a", "z", "--if-version", "3", "--ttl", "30s", "--fence", "17")
                        .out())
                .isEqualTo("4\n");
        assertThat(own("delete", "a", "--if-version", "4").exitCode()).isZero();
    }

    @Test
    void aKeyIsWatchedUntilTheGatewayEnds() {
        platform.on(
                "GET /ownership/keys/a?follow=true",
                events(
                        "event: state\ndata: {\"name\":\"a\",\"version\":0}\n\nevent: state\ndata: {\"version\":1}\n\n"));

        CommandRun run = own("watch", "a");

        assertThat(run.out()).isEqualTo("{\"name\":\"a\",\"version\":0}\n{\"version\":1}\n");
        assertThat(run.exitCode()).isEqualTo(3);
    }

    private CommandRun under(String lease, String... command) {
        return own(
                Stream.concat(Stream.of("lock", "nightly", "--who", "ann", "--lease", lease, "--"), Stream.of(command))
                        .toArray(String[]::new));
    }

    private void grants(String lease) {
        platform.on(
                "POST " + LOCK + "?lease=" + lease + "&who=ann&follow=true",
                events(": following\n\nevent: ended\ndata: {\"name\":\"nightly\",\"token\":17,\"lease\":\"" + lease
                        + "\"}\n\n"));
    }

    private static Answer renewed() {
        return Answer.json(200, "{\"name\":\"nightly\",\"token\":17,\"lease\":\"1s\"}");
    }

    private static Answer events(String text) {
        return Answer.text(text).with("Content-Type", "text/event-stream");
    }

    private CommandRun own(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "own";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return CommandRun.of(platform, all);
    }
}
