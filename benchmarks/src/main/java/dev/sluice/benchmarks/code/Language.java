package dev.sluice.benchmarks.code;

import java.nio.charset.StandardCharsets;

/** A function in another language, and the plain program that answers the same: both read a body and answer a word. */
public enum Language {
    NODE("node", "Node", """
            export default async (request) => {
              await request.arrayBuffer();
              return new Response('hello');
            };
            """, "server.mjs", """
            import { createServer } from 'node:http';
            createServer((request, response) => {
              request.resume();
              request.on('end', () => response.end('hello'));
            }).listen(Number(process.env.PORT), '127.0.0.1');
            """),
    PYTHON("python", "Python", """
            def handler(request, context):
                request.bytes()
                return "hello"
            """, "server.py", """
            import os
            from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

            class Hello(BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"

                def do_GET(self):
                    self.rfile.read(int(self.headers.get("Content-Length", 0)))
                    self.send_response(200)
                    self.send_header("Content-Length", "5")
                    self.end_headers()
                    self.wfile.write(b"hello")

                do_POST = do_GET

                def log_message(self, *arguments):
                    pass

            ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Hello).serve_forever()
            """);

    private final String runtime;
    private final String title;
    private final String function;
    private final String serverFile;
    private final String server;

    Language(String runtime, String title, String function, String serverFile, String server) {
        this.runtime = runtime;
        this.title = title;
        this.function = function;
        this.serverFile = serverFile;
        this.server = server;
    }

    /** As a function's spec names it; the newest version that is installed. */
    public String runtime() {
        return runtime;
    }

    public String title() {
        return title;
    }

    /** The file that is deployed. */
    public byte[] function() {
        return function.getBytes(StandardCharsets.UTF_8);
    }

    public String serverFile() {
        return serverFile;
    }

    /** The program, which listens on {@code PORT}. */
    public String server() {
        return server;
    }
}
