package io.github.dino4j.pretrain.distributed;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How the workers of this machine are started: as this process was, but with a share of it. */
final class WorkerCommand {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int HEAP_PERCENT = 50; // of memory, for all together

  private final int count;
  private final List<String> command = new ArrayList<>();
  private final int port;

  WorkerCommand(int count, Class<?> main, List<String> arguments) {
    this.count = count;
    port = freePort();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    int cores = Math.max(1, Runtime.getRuntime().availableProcessors() / count);
    command.add("-XX:ActiveProcessorCount=" + cores); // libtorch's threads follow it
    command.add("-XX:MaxRAMPercentage=" + Math.max(1, HEAP_PERCENT / count));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new io.github.dino4j.DinoException(
          "this machine lets no port be opened on " + LOOPBACK + ": workers could not meet", e);
    }
  }

  int count() {
    return count;
  }

  ProcessBuilder builder(int rank) {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.put(JobEnvironment.RANK, Integer.toString(rank));
    environment.put(JobEnvironment.LOCAL_RANK, Integer.toString(rank));
    environment.put(JobEnvironment.WORLD_SIZE, Integer.toString(count));
    environment.put(JobEnvironment.LOCAL_WORLD_SIZE, Integer.toString(count));
    environment.put(JobEnvironment.MASTER_ADDR, LOOPBACK.getHostAddress());
    environment.put(JobEnvironment.MASTER_PORT, Integer.toString(port));
    environment.put(ParentWatch.PARENT, Long.toString(ProcessHandle.current().pid()));
    return builder;
  }
}
