package dev.sluice.benchmarks.peer;

import dev.sluice.benchmarks.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** nginx as a reverse proxy before one server, with connections to it kept alive. */
public final class Nginx implements AutoCloseable {

    private final Program program;
    private final int port;

    private Nginx(Program program, int port) {
        this.program = program;
        this.port = port;
    }

    public static Nginx before(int upstreamPort, Peers peers, Path work) throws IOException {
        int port = Program.freePort();
        Path folder = Files.createDirectories(work.resolve("nginx"));
        Path configuration = Files.writeString(folder.resolve("nginx.conf"), configuration(port, upstreamPort, folder));
        Program program = Program.start(
                folder.resolve("nginx.log"),
                Map.of(),
                List.of(peers.nginx().toString(), "-p", folder + "/", "-c", configuration.toString()));
        program.awaitAnswer(port, "/", Duration.ofSeconds(10));
        return new Nginx(program, port);
    }

    public int port() {
        return port;
    }

    /** The master and its workers. */
    public List<Long> pids() {
        return program.pids();
    }

    /** One worker for each processor, as nginx itself advises, and one access record for each call, as Sluice keeps. */
    private static String configuration(int port, int upstreamPort, Path folder) {
        return """
            daemon off;
            worker_processes auto;
            pid %3$s/nginx.pid;
            error_log %3$s/error.log;
            events { worker_connections 4096; multi_accept on; }
            http {
              access_log %3$s/access.log combined buffer=64k flush=1s;
              client_body_temp_path %3$s/body;
              proxy_temp_path %3$s/proxy;
              fastcgi_temp_path %3$s/fastcgi;
              uwsgi_temp_path %3$s/uwsgi;
              scgi_temp_path %3$s/scgi;
              keepalive_requests 1000000000;
              tcp_nodelay on;
              upstream function { server 127.0.0.1:%2$d; keepalive 64; keepalive_requests 1000000000; }
              server {
                listen 127.0.0.1:%1$d backlog=1024;
                location / {
                  proxy_pass http://function;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                }
              }
            }
            """.formatted(port, upstreamPort, folder);
    }

    @Override
    public void close() {
        program.close();
    }
}
