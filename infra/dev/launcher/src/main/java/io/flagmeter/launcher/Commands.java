package io.flagmeter.launcher;

import io.flagmeter.bench.BenchCommand;
import io.flagmeter.launcher.doctor.Doctor;
import io.flagmeter.tools.chaos.ChaosCommand;
import io.flagmeter.tools.demo.DemoCommand;
import io.flagmeter.tools.replay.ReplayCommand;
import io.flagmeter.tools.writeoff.WriteOffCommand;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The commands that need more than a shell; only the one that is asked for is made. */
final class Commands {

    private Commands() {}

    static Map<String, Supplier<Object>> of(LocalStack stack, Screen screen) {
        var api = new RunningApi(stack, screen);
        Path clone = stack.checkout();
        var commands = new LinkedHashMap<String, Supplier<Object>>();
        commands.put("up", () -> new Up(stack, screen, new UpOptions()));
        commands.put("down", () -> new Down(stack, screen));
        commands.put("status", () -> new Status(stack, screen));
        commands.put("logs", () -> new Logs(stack));
        commands.put("demo", () -> new DemoCommand(api::runningOrStarted));
        commands.put("replay", () -> new ReplayCommand(api::running));
        commands.put("backup", () -> new BackupCommands.Backup(stack));
        commands.put("restore", () -> new BackupCommands.Restore(stack));
        commands.put("writeoff", () -> new WriteOffCommand(api::running));
        commands.put("bench", () -> new BenchCommand(clone, stack.directory().root()));
        commands.put("chaos", () -> new ChaosCommand(clone));
        commands.put("doctor", () -> new Doctor(stack, screen));
        commands.put("key", () -> new Key(stack, screen));
        return commands;
    }
}
