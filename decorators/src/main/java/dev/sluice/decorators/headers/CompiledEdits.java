package dev.sluice.decorators.headers;

import dev.sluice.core.decorator.head.Watch;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import java.util.List;

/** What is taken out and what is put in, in one pass over the fields. */
record CompiledEdits(List<String> out, Headers in) implements Watch {

    boolean isNothing() {
        return out.isEmpty() && in.size() == 0;
    }

    RequestHead apply(RequestHead head) {
        return isNothing()
                ? head
                : new RequestHead(
                        head.method(), head.path(), head.query(), head.headers().edited(out, in));
    }

    @Override
    public Headers answered(int status, Headers headers) {
        return headers.edited(out, in);
    }
}
