package dev.sluice.gateway.observe.logs;

import dev.sluice.core.logs.FunctionLogs;
import dev.sluice.testkit.logs.FunctionLogsContract;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class FunctionLogFilesContractTest extends FunctionLogsContract {

    @TempDir
    Path folder;

    @Override
    protected FunctionLogs open() {
        return new FunctionLogFiles(LogSettings.in(folder.resolve("logs")), InstantSource.system(), name -> true);
    }
}
