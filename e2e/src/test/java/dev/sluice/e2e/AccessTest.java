package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The table of who may do what, tried cell by cell. */
@ExtendWith(SharedGateway.class)
class AccessTest {

    private static final Pattern CALL = Pattern.compile("`(GET|PUT|POST|DELETE|ANY) (/[^`]*)`");
    private static final Pattern MEMBER = Pattern.compile("get|put|post|delete|patch");

    /** The bearers, in the order of the columns. */
    private static final Map<String, String> TOKENS = new LinkedHashMap<>();

    /** A row: its cells, and what of a call stands in the second. */
    private record Row(List<String> cells, String method, String path) {

        String verb() {
            return cells.get(1);
        }

        boolean isCall() {
            return method.equals("ANY");
        }
    }

    @BeforeAll
    static void deploy(Gateway gateway) throws IOException {
        gateway.deployed("access-public", Gateway.example("hello"));
        gateway.deployed("access-token", Gateway.example("hello"), "access=token");
        TOKENS.put("nobody", "");
        TOKENS.put(
                "invoke token",
                Files.readString(gateway.shared().resolve("invoke.token")).strip());
        TOKENS.put("an instance's token", instanceToken(gateway, "access-calls-all"));
        TOKENS.put("a token that manages the namespace", namespaceToken(gateway, ""));
        TOKENS.put("one that manages another", namespaceToken(gateway, "/namespaces/access-team"));
        TOKENS.put(
                "admin token",
                Files.readString(gateway.shared().resolve("admin.token")).strip());
    }

    private static String namespaceToken(Gateway gateway, String namespace) {
        HttpRequest request = gateway.managed(namespace + "/tokens")
                .POST(BodyPublishers.ofString("{name: access, scope: manage}"))
                .build();
        return Gateway.json(gateway.send(request)).get("token").getAsString();
    }

    private static String instanceToken(Gateway gateway, String name, String... fields) {
        gateway.deployed(name, OutcomeTest.JAR, fields);
        return gateway.get("/function/" + name + "/tells-token").body().strip();
    }

    @TestFactory
    Stream<DynamicTest> eachCellIsAsItSays(Gateway gateway) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Row row : rows()) {
            int column = 2;
            for (String bearer : TOKENS.keySet()) {
                String said = row.cells().get(column++);
                if (!said.isEmpty()) {
                    tests.add(DynamicTest.dynamicTest(
                            row.verb() + " by " + bearer + ": " + said, () -> check(gateway, row, bearer, said)));
                }
            }
        }
        return tests.stream();
    }

    private static void check(Gateway gateway, Row row, String bearer, String said) {
        String token = String.valueOf(TOKENS.get(bearer));
        if (row.verb().contains("do not name")) {
            token = instanceToken(gateway, "access-calls-one", "spec=calls: [access-token]");
        } else if (row.verb().contains("uses: ")) {
            String use = row.verb().replaceAll(".*`(uses: \\w+)`.*", "$1");
            token = instanceToken(gateway, "access-" + use.replace(": ", "-"), "spec=" + use);
        }
        String function = row.verb().contains("access: token") ? "access-token" : "access-public";
        String path = row.path()
                .replace("function/{name}", "function/" + function)
                .replaceAll("\\{\\w+}", "access-of-nothing");
        for (String method : row.isCall() ? List.of("GET", "POST", "DELETE") : List.of(row.method())) {
            HttpResponse<String> answer = send(gateway, method, path, token);
            int status = answer.statusCode();
            String what = method + " " + path + ": " + status + " " + answer.body();
            switch (said) {
                case "yes" -> assertThat(status).as(what).isNotIn(401, 403).isLessThan(500);
                case "no" -> {
                    assertThat(status).as(what).isIn(401, 403);
                    assertThat(Gateway.json(answer).get("reason").getAsString())
                            .isIn(
                                    "no_token",
                                    "wrong_token",
                                    "access_denied",
                                    "call_not_declared",
                                    "token_not_for_this");
                }
                case "own" -> assertThat(status).as(what).isIn(400, 401, 404);
                default -> throw new AssertionError("a cell says '" + said + "'");
            }
        }
    }

    private static HttpResponse<String> send(Gateway gateway, String method, String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri(path)).method(method, BodyPublishers.noBody());
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return gateway.send(request.build());
    }

    @Test
    void everyCallOfTheApiIsInTheTable(Gateway gateway) throws IOException {
        Set<String> described = new TreeSet<>();
        JsonParser.parseString(gateway.get("/openapi?format=json").body())
                .getAsJsonObject()
                .getAsJsonObject("paths")
                .entrySet()
                .forEach(path -> path.getValue().getAsJsonObject().keySet().stream()
                        .filter(member -> MEMBER.matcher(member).matches())
                        .map(member -> path.getKey().startsWith("/function/")
                                ? "ANY /function/{name}"
                                : member.toUpperCase(Locale.ROOT) + " " + path.getKey())
                        .forEach(described::add));

        assertThat(rows().stream().map(row -> row.method() + " " + row.path()).distinct())
                .containsAll(described);
    }

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(Gateway.ROOT.resolve("docs/access.md"))) {
            Matcher call = CALL.matcher(line);
            if (line.startsWith("| ") && call.find()) {
                List<String> cells = Stream.of(line.substring(1).split("\\|", -1))
                        .map(String::strip)
                        .toList();
                rows.add(new Row(cells, call.group(1), call.group(2)));
            }
        }
        assertThat(rows).hasSizeGreaterThan(25);
        return rows;
    }
}
