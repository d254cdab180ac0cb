package dev.sluice.testkit.logs;

import dev.sluice.core.logs.FunctionLogs;

class InMemoryFunctionLogsTest extends FunctionLogsContract {

    @Override
    protected FunctionLogs open() {
        return new InMemoryFunctionLogs();
    }
}
