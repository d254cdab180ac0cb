package dev.sluice.gateway.egress.redis;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is answered without a server: all that clients say when they connect. At a port nothing else is answered before the token
 * of the instance was shown.
 *
 * @param token empty at a socket, which nobody else reaches
 */
record Greeting(String ambassador, Optional<String> token) {

    /** What is done with a command; empty if it is for servers. {@code letIn}: whether the token was shown, or need not be. */
    Optional<Plan> plan(Command command, boolean letIn) {
        String name = command.name();
        return switch (name) {
            case "AUTH" -> Optional.of(auth(command, 1));
            case "HELLO" -> Optional.of(hello(command, letIn));
            case "QUIT" -> Optional.of(new Plan.Goodbye(Resp.OK));
            default ->
                letIn
                        ? welcome(command, name)
                        : Optional.of(error("NOAUTH", "show it SLUICE_EGRESS_TOKEN by AUTH first"));
        };
    }

    private Optional<Plan> welcome(Command command, String name) {
        return switch (name) {
            case "PING" -> answer(command.size() > 1 ? Resp.bulk(command.words().get(1)) : Buffer.buffer("+PONG\r\n"));
            case "ECHO" -> answer(command.size() > 1 ? Resp.bulk(command.words().get(1)) : Resp.NULL);
            case "SELECT" ->
                command.option(1).equals("0")
                        ? answer(Resp.OK)
                        : Optional.of(error("ERR", "it has the database 0 alone"));
            case "CLIENT" -> Optional.of(client(command));
            case "COMMAND" -> answer(command.option(1).equals("COUNT") ? Resp.integer(0) : Resp.EMPTY_ARRAY);
            case "INFO" ->
                answer(Resp.bulk(
                        "# Server\r\nredis_version:7.0.0\r\nredis_mode:standalone\r\nloading:0\r\nsluice_ambassador:"
                                + ambassador + "\r\n"));
            case "RESET" -> answer(Buffer.buffer("+RESET\r\n"));
            default -> Optional.empty();
        };
    }

    private static Optional<Plan> answer(Buffer reply) {
        return Optional.of(new Plan.Answer(reply));
    }

    private Plan client(Command command) {
        return switch (command.option(1)) {
            case "SETNAME", "SETINFO", "NO-EVICT", "NO-TOUCH" -> new Plan.Answer(Resp.OK);
            case "ID" -> new Plan.Answer(Resp.integer(1));
            case "GETNAME" -> new Plan.Answer(Resp.NULL);
            default -> error("ERR", "CLIENT " + command.option(1) + " concerns a whole server: ask that itself");
        };
    }

    /** {@code AUTH TOKEN}, or {@code AUTH TOKEN PASSWORD} with what servers want; at a socket all of it is for servers. */
    private Plan auth(Command command, int from) {
        int words = command.size() - from;
        if (words < 1 || words > 2) {
            return error("ERR", "wrong number of arguments for 'AUTH'");
        }
        if (token.isEmpty()) {
            return new Plan.LetIn(Resp.OK, new Command(words(command, from)));
        }
        boolean shown = MessageDigest.isEqual(
                token.get().getBytes(StandardCharsets.UTF_8), command.words().get(from));
        boolean usual = words == 2 && command.option(from).equals("DEFAULT");
        if (usual) {
            return auth(command, from + 1);
        }
        return shown
                ? new Plan.LetIn(Resp.OK, new Command(words(command, from + 1)))
                : error("WRONGPASS", "that is not SLUICE_EGRESS_TOKEN of its instance");
    }

    private static List<byte[]> words(Command command, int from) {
        List<byte[]> words = new ArrayList<>();
        words.add("AUTH".getBytes(StandardCharsets.UTF_8));
        words.addAll(command.words().subList(from, command.size()));
        return words;
    }

    private Plan hello(Command command, boolean letIn) {
        if (command.size() > 1 && !command.option(1).equals("2")) {
            return new Plan.Answer(Resp.error(
                    "NOPROTO unsupported protocol version: the ambassador '" + ambassador + "' speaks RESP2"));
        }
        for (int i = 2; i < command.size(); i++) {
            if (command.option(i).equals("AUTH") && i + 2 < command.size()) {
                Plan plan = auth(new Command(command.words().subList(0, i + 3)), i + 1);
                return plan instanceof Plan.LetIn(Buffer _, Command toServers)
                        ? new Plan.LetIn(described(), toServers)
                        : plan;
            }
        }
        return letIn
                ? new Plan.Answer(described())
                : error("NOAUTH", "show it SLUICE_EGRESS_TOKEN by HELLO 2 AUTH default TOKEN");
    }

    private static Buffer described() {
        return Buffer.buffer("*14\r\n")
                .appendBuffer(Resp.bulk("server"))
                .appendBuffer(Resp.bulk("redis"))
                .appendBuffer(Resp.bulk("version"))
                .appendBuffer(Resp.bulk("7.0.0"))
                .appendBuffer(Resp.bulk("proto"))
                .appendBuffer(Resp.integer(2))
                .appendBuffer(Resp.bulk("id"))
                .appendBuffer(Resp.integer(1))
                .appendBuffer(Resp.bulk("mode"))
                .appendBuffer(Resp.bulk("standalone"))
                .appendBuffer(Resp.bulk("role"))
                .appendBuffer(Resp.bulk("master"))
                .appendBuffer(Resp.bulk("modules"))
                .appendBuffer(Resp.EMPTY_ARRAY);
    }

    private Plan error(String code, String why) {
        return new Plan.Answer(Resp.error(code + " The ambassador '" + ambassador + "': " + why));
    }
}
