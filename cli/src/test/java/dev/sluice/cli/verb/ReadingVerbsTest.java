package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.PlatformDouble.Answer;
import dev.sluice.cli.terminal.Terminal;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ReadingVerbsTest {

    private static final String HELLO = """
            {"name":"hello","version":3,"digest":"sha256:9f86d081884c7d659a2feaa0c55ad015","url":"http://127.0.0.1:8080/function/hello",\
            "runtime":"java25","handler":"demo.Hello","spec":{"runtime":"java25","handler":"demo.Hello","memory":"256Mi","timeout":"30s",\
            "environment":{"GREETING":"Hi"},"labels":{}},"callable":{"ok":true,"reason":"","detail":""},\
            "instances":[{"id":"r-12","pid":4711,"version":3,"state":"ready","inFlight":2,"abandoned":1,"idleMillis":5120,"memoryBytes":52428800}],\
            "queued":4,"starting":1,"trouble":null,"createdAt":"2026-01-01T00:00:00Z","versions":[3,2,1],"labels":{"team":"a"}}""";

    @AutoClose
    private final PlatformDouble platform = new PlatformDouble();

    @Test
    void listShowsEachFunctionInALine() {
        platform.on("GET /functions", Answer.json(200, "{\"functions\":[" + HELLO + "]}"));
        CommandRun run = CommandRun.of(platform, "list");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .hasSize(2)
                .last()
                .asString()
                .contains("hello", "3", "java25", "demo.Hello", "http://127.0.0.1:8080/function/hello");
        assertThat(platform.last().headers()).containsEntry("Authorization", "Bearer t0ken");
    }

    private static final String DECORATORS = """
            {"decorators":[{"name":"headers","summary":"Sets header fields.","example":"- headers:\\n    request: {}\\n","settings":[\
            {"name":"request","type":"settings","description":"what is done","required":false,"default":"","settings":[\
            {"name":"limit","type":"whole number","unit":"calls","description":"how many","required":true,"allowed":"1 to 9"}]}]},\
            {"name":"cors","summary":"Lets browsers call."}]}""";

    @Test
    void decoratorsAreListed() {
        platform.on("GET /decorators", Answer.json(200, DECORATORS));
        assertThat(CommandRun.of(platform, "decorators").out().lines())
                .containsExactly("NAME     DOES", "headers  Sets header fields.", "cors     Lets browsers call.");
    }

    @Test
    void decoratorsOfJarsAreListedWithTheJarAndThoseThatAreLeftOutWithTheReason() {
        platform.on("GET /decorators", Answer.json(200, """
                {"decorators":[{"name":"cors","summary":"Lets browsers call.","origin":"sluice"},\
                {"name":"stamp","summary":"Stamps answers.","origin":"decorators/stamp.jar"}],\
                "leftOut":["The decorators of broken.jar are left out: it is empty."]}"""));
        CommandRun run = CommandRun.of(platform, "decorators");
        assertThat(run.out().lines())
                .containsExactly(
                        "NAME   DOES", "cors   Lets browsers call.", "stamp  Stamps answers. (decorators/stamp.jar)");
        assertThat(run.err().strip()).isEqualTo("The decorators of broken.jar are left out: it is empty.");
        assertThat(CommandRun.of(platform, "decorators", "stamp").err()).isEmpty();
        assertThat(CommandRun.of(platform, "decorators", "broken").err())
                .contains("broken.jar are left out", "There is no decorator 'broken'.");
    }

    @Test
    void aDecoratorIsShownWithItsSettingsAndExample() {
        platform.on("GET /decorators", Answer.json(200, DECORATORS));
        assertThat(CommandRun.of(platform, "decorators", "headers").out())
                .contains("headers  Sets header fields.", "whole number of calls", "must be set", "1 to 9", "how many")
                .contains("    - headers:\n        request: {}");
        assertThat(CommandRun.of(platform, "decorators", "cors", "--json").out().strip())
                .isEqualTo("{\"decorators\":[{\"name\":\"cors\",\"summary\":\"Lets browsers call.\"}]}");
    }

    @Test
    void aDecoratorThatIsNotThereIsAnErrorWithThoseThatAre() {
        platform.on("GET /decorators", Answer.json(200, DECORATORS));
        CommandRun run = CommandRun.of(platform, "decorators", "crs");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("There is no decorator 'crs'. There are: headers, cors.");
    }

    @Test
    void describeShowsDecoratorsInTheirOrder() {
        platform.on(
                "GET /functions/hello",
                Answer.json(
                        200,
                        HELLO.replace(
                                "\"labels\":{}}", "\"labels\":{},\"decorators\":[\"cors\",{\"timeout\":\"2s\"}]}")));
        assertThat(CommandRun.of(platform, "describe", "hello").out()).containsPattern("decorators +cors, timeout");
    }

    @Test
    void describeShowsAmbassadorsWithWhatTheyDo() {
        platform.on(
                "GET /functions/hello",
                Answer.json(
                        200,
                        HELLO.replace(
                                "\"labels\":{}}",
                                "\"labels\":{},\"egress\":[{\"name\":\"users\",\"address\":\"socket\",\"http\":{}},"
                                        + "{\"name\":\"cache\",\"redis\":{}}]}")));
        assertThat(CommandRun.of(platform, "describe", "hello").out())
                .containsPattern("egress +users \\(http\\), cache \\(redis\\)");
    }

    @Test
    void listFollowsThePagesAndPrintsThemAsOneAnswer() {
        platform.on("GET /functions", Answer.json(200, "{\"functions\":[{\"name\":\"a\"}],\"next\":\"a\"}"));
        platform.on("GET /functions?after=a", Answer.json(200, "{\"functions\":[{\"name\":\"b\"}]}"));
        assertThat(CommandRun.of(platform, "list", "--json").out().strip())
                .isEqualTo("{\"functions\":[{\"name\":\"a\"},{\"name\":\"b\"}]}");
    }

    @Test
    void listAsksForLabels() {
        platform.on("GET /functions?label=team%3Da%20b", Answer.json(200, "{\"functions\":[]}"));
        assertThat(CommandRun.of(platform, "ls", "-l", "team=a b").out()).contains("No function has this label.");
    }

    @Test
    void anEmptyListSaysHowToBegin() {
        platform.on("GET /functions", Answer.json(200, "{\"functions\":[]}"));
        assertThat(CommandRun.of(platform, "list").out()).contains("./sluice deploy hello");
    }

    @Test
    void describeSaysThatAFunctionCanBeCalledAndHowItStands() {
        platform.on("GET /functions/hello", Answer.json(200, HELLO));
        assertThat(CommandRun.of(platform, "describe", "hello").out())
                .contains("hello  can be called", "java25, demo.Hello", "; also 2, 1", "256Mi", "GREETING=Hi")
                .contains(
                        "1 instance, 1 starting, 4 calls waiting",
                        "r-12",
                        "4711",
                        "2 (1 without a caller)",
                        "50.0 MiB");
    }

    @Test
    void describeSaysWhatWasFoundInTheCode() {
        String inspection = "\"inspection\":{\"handler\":\"%s\",%s\"targets\":[%s]},";
        platform.on(
                "GET /functions/hello",
                Answer.json(
                        200,
                        HELLO.replace(
                                "\"spec\":",
                                inspection.formatted("found", "\"contract\":\"function\",", "\"any\"") + "\"spec\":")));
        assertThat(CommandRun.of(platform, "describe", "hello").out())
                .containsPattern("handler +found in the code, called as function\n")
                .containsPattern("runs on +any\n");

        platform.on(
                "GET /functions/hello",
                Answer.json(200, HELLO.replace("\"spec\":", inspection.formatted("named", "", "") + "\"spec\":")));
        assertThat(CommandRun.of(platform, "describe", "hello").out())
                .containsPattern("handler +named at its upload\n")
                .containsPattern("runs on +not known\n");
    }

    @Test
    void describeSaysWhyAFunctionCannotBeCalled() {
        platform.on(
                "GET /functions/hello",
                Answer.json(
                        200,
                        HELLO.replace(
                                        "{\"ok\":true,\"reason\":\"\",\"detail\":\"\"}",
                                        "{\"ok\":false,\"reason\":\"crash_loop\",\"detail\":\"Its instances keep crashing.\"}")
                                .replace(
                                        "\"trouble\":null",
                                        "\"trouble\":{\"crashes\":4,\"last\":\"exit code 3\",\"retryAt\":\"2026-01-01T00:00:09Z\"}")));
        assertThat(CommandRun.of(platform, "describe", "hello").out())
                .contains("cannot be called: Its instances keep crashing.")
                .contains("4 crashes in a row, the last: exit code 3; the next start is at 2026-01-01T00:00:09Z");
    }

    @Test
    void describeShowsTheLastInstanceThatWasNotHealthy() {
        platform.on(
                "GET /functions/hello",
                Answer.json(
                        200,
                        HELLO.replace(
                                "\"trouble\":null",
                                "\"trouble\":null,\"replaced\":{\"instance\":\"r-9\",\"why\":\"it did not take connections\","
                                        + "\"at\":\"2026-01-01T00:00:09Z\"}")));
        assertThat(CommandRun.of(platform, "describe", "hello").out())
                .containsPattern("replaced +r-9, which was not healthy, .* ago: it did not take connections");
    }

    @Test
    void describeSaysWhyTheVersionBeforeGoesOn() {
        platform.on(
                "GET /functions/hello",
                Answer.json(
                        200,
                        HELLO.replace(
                                "{\"ok\":true,\"reason\":\"\",\"detail\":\"\"}",
                                "{\"ok\":false,\"reason\":\"not_in_service\",\"detail\":\"hello@1 goes on.\"}")));

        assertThat(CommandRun.of(platform, "describe", "hello").out())
                .contains("not in service as deployed: hello@1 goes on.");
    }

    @Test
    void describeGivesTheAnswerToPrograms() {
        platform.on("GET /functions/hello", Answer.json(200, HELLO));
        assertThat(CommandRun.of(platform, "describe", "hello", "--json").out().strip())
                .isEqualTo(HELLO);
        assertThat(CommandRun.of(platform, "--json", "describe", "hello").out().strip())
                .isEqualTo(HELLO);
    }

    @Test
    void topShowsPoolsAndTheBusiestFunctionFirst() {
        platform.on(
                "GET /pool",
                Answer.json(
                        200,
                        "{\"warm\":[{\"runtime\":\"java25\",\"memory\":\"256Mi\",\"ready\":2,\"starting\":1,\"wanted\":3,\"memoryBytes\":104857600}],"
                                + "\"functions\":[{\"name\":\"idle\",\"instances\":[],\"queued\":0,\"starting\":0,\"trouble\":null},"
                                + HELLO.replace(
                                        "\"trouble\":null",
                                        "\"trouble\":{\"crashes\":2,\"last\":\"killed\"},\"cost\":{\"currency\":\"USD\","
                                                + "\"perCall\":2E-7,\"byRequest\":2E-5,\"idle\":0.9}")
                                + "]}"));
        String out = CommandRun.of(platform, "top", "--once").out();
        assertThat(out).contains("java25", "256Mi", "100 MiB", "2 crashes: killed", "0.00002 USD");
        assertThat(out.indexOf("hello")).isLessThan(out.indexOf("idle"));
    }

    @Test
    void topShowsWhatIsOwnedAndByWhom() {
        platform.on(
                "GET /pool",
                Answer.json(
                        200,
                        "{\"warm\":[],\"functions\":[],\"owned\":{\"all\":22,\"first\":[{\"sort\":\"lock\",\"name\":\"nightly\","
                                + "\"namespace\":\"team-a\",\"holders\":[{\"who\":\"ann\",\"token\":17,\"leftMillis\":12300}],"
                                + "\"waiting\":2},{\"sort\":\"semaphore\",\"name\":\"pool\",\"namespace\":\"default\","
                                + "\"holders\":[],\"waiting\":1}]}}"));
        assertThat(CommandRun.of(platform, "top", "--once").out())
                .containsPattern("lock +team-a/nightly +ann +17 +12.3 s +2\n")
                .containsPattern("semaphore +pool +- +- +- +1\n")
                .contains("and 20 more\n");
    }

    @Test
    void topShowsHowWorkQueuesStand() {
        platform.on("GET /pool", Answer.json(200, """
                        {"warm":[],"functions":[],"workQueues":{"all":21,"first":[
                          {"name":"photos","namespace":"team-a","waiting":7,"retrying":1,"running":4,"done":90,"parked":2,"atOnce":5,
                           "rate":12.5,"leftMillis":3000,"problem":"it \\u001b[31mlies"},
                          {"name":"idle","namespace":"default","waiting":0,"retrying":0,"running":0,"done":3,"parked":0,"atOnce":10,
                           "rate":null,"leftMillis":null,"problem":""}]}}"""));
        assertThat(CommandRun.of(platform, "top", "--once").out())
                .containsPattern("WORK QUEUE +WAITING +RETRYING +DONE +PARKED +WORKERS +OF +RATE +LEFT +PROBLEM")
                .containsPattern("team-a/photos +7 +1 +90 +2 +4 +5 +12.5/s +3 s +it \uFFFD\\[31mlies\n")
                .containsPattern("idle +0 +0 +3 +0 +0 +10 +- +-")
                .contains("and 19 more\n");
    }

    @Test
    void topShowsHowTheBrokerStands() {
        assertThat(topWith("\"state\":\"ready\",\"own\":true,\"pid\":4711,\"memoryBytes\":188743680,\"startMs\":2100"))
                .contains("events: a Kafka of its own, which is ready (process 4711, 180 MiB, started in 2.1 s)\n");
        assertThat(topWith("\"state\":\"starting\",\"own\":true"))
                .contains("events: a Kafka of its own, which starts\n");
        assertThat(topWith("\"state\":\"away\",\"why\":\"It is gone.\",\"own\":false"))
                .contains("events: the Kafka that it is told, which is away: It is gone.\n");
        assertThat(topWith("\"state\":\"not_started\",\"own\":false"))
                .contains("events: the Kafka that it is told, asked when something needs it\n");
    }

    private String topWith(String broker) {
        platform.on("GET /pool", Answer.json(200, "{\"warm\":[],\"functions\":[],\"broker\":{" + broker + "}}"));
        return CommandRun.of(platform, "top", "--once").out();
    }

    @Test
    void topShowsEachProcessOfAFunctionOrOfOneInstance() {
        platform.on("GET /functions/hello/processes", Answer.json(200, """
                        {"processes":[
                        {"instance":"r1f3a-7","version":3,"sidecar":"","pid":4711,"command":"node runner.mjs","memoryBytes":52428800,"processorMillis":310},
                        {"instance":"r1f3a-7","version":3,"sidecar":"cache","pid":4725,"command":"node ./cache.mjs","memoryBytes":41943040,"processorMillis":70},
                        {"instance":"r1f3a-8","version":3,"sidecar":"","pid":4730,"command":"node runner.mjs","memoryBytes":1,"processorMillis":1}]}"""));
        platform.on(
                "GET /pool",
                Answer.json(200, "{\"functions\":[{\"name\":\"hello\",\"instances\":[{\"id\":\"r1f3a-7\"}]}]}"));
        assertThat(CommandRun.of(platform, "top", "hello", "--once").out()).contains("r1f3a-8");
        String one = CommandRun.of(platform, "top", "r1f3a-7", "--once").out();
        assertThat(one)
                .containsPattern("r1f3a-7 +function +4711 +50.0 MiB +310 ms +node runner.mjs\n")
                .containsPattern("r1f3a-7 +cache +4725 +40.0 MiB +70 ms +node ./cache.mjs\n")
                .doesNotContain("r1f3a-8");
        assertThat(CommandRun.of(platform, "top", "hello", "--json").out()).startsWith("{\"processes\":[");
    }

    @Test
    void topSaysSoWhereAFunctionHasNoInstance() {
        platform.on("GET /functions/hello/processes", Answer.json(200, "{\"processes\":[]}"));
        assertThat(CommandRun.of(platform, "top", "hello", "--once").out()).isEqualTo("hello has no instance now.\n");
    }

    @Test
    void topDrawsAgainInPlaceOnATerminal() {
        platform.on("GET /pool", Answer.json(200, "{\"warm\":[],\"functions\":[]}"));
        CommandRun run = CommandRun.with(
                Map.of("SLUICE_URL", platform.url()),
                new Terminal.Look(false, true, 80),
                "",
                "top",
                "-n",
                "2",
                "-i",
                "0.1");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("\u001b[2J").containsOnlyOnce("\u001b[2J");
        assertThat(platform.asked()).hasSize(2);
    }

    @Test
    void topRefusesAnIntervalThatWouldNeverEndOrNeverWait() {
        CommandRun run = CommandRun.of(platform, "top", "-i", "0");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--interval is 0.1 to 3600 seconds");
    }

    @Test
    void versionNamesCommandAndPlatform() {
        platform.on(
                "GET /version",
                Answer.json(200, "{\"version\":\"0.9\",\"java\":\"25.0.1\",\"jvm\":\"x\",\"os\":\"Linux\"}"));
        assertThat(CommandRun.of(platform, "version").out()).contains("command   ", "platform  0.9  Java 25.0.1");
        assertThat(CommandRun.of(platform, "version", "--json").out()).contains("\"platform\":{\"version\":\"0.9\"");
    }

    @Test
    void versionIsNoFailureWithoutAPlatform() {
        platform.close();
        CommandRun run = CommandRun.of(platform, "version");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("platform  not running at " + platform.url());
        assertThat(CommandRun.of(platform, "version", "--json").out()).contains("\"platform\":null");
    }

    @Test
    void controlCharactersOfOthersDoNotReachTheTerminal() {
        platform.on("GET /functions", Answer.json(200, "{\"functions\":[{\"name\":\"a\\u001b[2Jb\"}]}"));
        assertThat(CommandRun.of(platform, "list").out())
                .doesNotContain("\u001b")
                .contains("a\uFFFD[2Jb");
    }
}
