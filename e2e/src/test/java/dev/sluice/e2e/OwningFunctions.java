package dev.sluice.e2e;

/**
 * One function in three languages: {@code hold} acquires a lock and keeps it beyond the call, {@code act} writes a key with its token, {@code late?17} with
 * one that it says, {@code release} gives it back, {@code meet} comes to a barrier of three. What is refused is answered by its reason.
 */
final class OwningFunctions {

    static final String SPEC = "spec={uses: ownership, maxInstances: 1, timeout: 40s}";

    static final String JAVA = """
            package a;

            import dev.sluice.function.Context;
            import dev.sluice.function.HttpHandler;
            import dev.sluice.function.Request;
            import dev.sluice.function.Response;
            import dev.sluice.function.ownership.Hold;
            import dev.sluice.function.ownership.HoldOptions;
            import dev.sluice.function.ownership.KeyOptions;
            import dev.sluice.function.ownership.OwnershipException;
            import dev.sluice.function.ownership.Party;
            import java.time.Duration;

            public class Own implements HttpHandler {
                private static volatile Hold hold;

                @Override
                public Response handle(Request request, Context context) throws Exception {
                    try {
                        return Response.text(act(request.path(), context));
                    } catch (OwnershipException e) {
                        return Response.text(e.reason());
                    }
                }

                private static String act(String path, Context context) throws Exception {
                    switch (path) {
                        case "/hold":
                            hold = context.ownership().lock("turns", HoldOptions.DEFAULT.lease(Duration.ofSeconds(2)));
                            return Long.toString(hold.token());
                        case "/meet":
                            return "open " + context.ownership()
                                    .arrive("stage", new Party("java", 3), Duration.ofSeconds(30)).open();
                        default:
                            context.ownership().put("turns", "java", KeyOptions.ANY.token(hold));
                            return "done";
                    }
                }
            }
            """;

    static final String NODE = """
            let lock;

            const acts = {
              hold: async ({ ownership }) => {
                lock = await ownership.lock('turns', { lease: 2000, wait: 30000 });
                return lock.token;
              },
              act: async ({ ownership }) => {
                await ownership.put('turns', 'node', { token: lock.token });
                return 'done';
              },
              meet: async ({ ownership }) => `open ${(await ownership.arrive('stage', 'node', 3)).open}`,
              late: async ({ ownership }, token) => {
                await ownership.put('turns', 'late', { token });
                return 'done';
              },
            };

            export default async (request, context) => {
              const url = new URL(request.url);
              try {
                return new Response(`${await acts[url.pathname.slice(1)](context, url.search.slice(1))}`);
              } catch (error) {
                return new Response(error.reason ?? `${error}`);
              }
            };
            """;

    static final String PYTHON = """
            from sluice import Response
            from sluice_ownership import OwnershipError

            held = []


            def hold(ownership):
                held.append(ownership.lock("turns", lease=2, wait=30))
                return str(held[-1].token)


            def act(ownership):
                ownership.put("turns", "python", token=held[-1].token)
                return "done"


            def release(ownership):
                held.pop().release()
                return "done"


            def meet(ownership):
                return "open " + str(ownership.arrive("stage", "python", 3).open).lower()


            def handler(request, context):
                try:
                    return Response({"/hold": hold, "/act": act, "/release": release, "/meet": meet}[request.path](context.ownership))
                except OwnershipError as e:
                    return Response(e.reason)
            """;

    private OwningFunctions() {}
}
