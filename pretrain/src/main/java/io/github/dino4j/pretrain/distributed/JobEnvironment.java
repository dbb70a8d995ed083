package io.github.dino4j.pretrain.distributed;

import io.github.dino4j.DinoException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What launchers of PyTorch jobs (torchrun, Kubernetes operators, scripts under SLURM) tell a
 * process by environment variables.
 */
record JobEnvironment(Map<String, String> variables) {
  static final String RANK = "RANK";
  static final String LOCAL_RANK = "LOCAL_RANK";
  static final String WORLD_SIZE = "WORLD_SIZE";
  static final String LOCAL_WORLD_SIZE = "LOCAL_WORLD_SIZE";
  static final String MASTER_ADDR = "MASTER_ADDR";
  static final String MASTER_PORT = "MASTER_PORT";

  /** PyTorch's own variable for machines that have several networks. */
  static final String NETWORK_INTERFACE = "GLOO_SOCKET_IFNAME";

  private static final int LARGEST_PORT = 65535;
  private static final int LARGEST_RANK = Byte.MAX_VALUE; // that libtorch numbers GPUs by

  /** How many processes there are. */
  int count() {
    return variables.containsKey(WORLD_SIZE) ? number(WORLD_SIZE, 1, Integer.MAX_VALUE) : 1;
  }

  /**
   * The number of this process among those of its machine, which is the number of its GPU; 0 where
   * nothing is said, as where each process sees one GPU only.
   *
   * @throws DinoException if it is no number
   */
  int localRank() {
    return variables.containsKey(LOCAL_RANK) ? number(LOCAL_RANK, 0, LARGEST_RANK) : 0;
  }

  /**
   * @throws DinoException naming the variable that is missing or wrong
   */
  Rendezvous rendezvous(Duration patience) {
    int count = count();
    return new Rendezvous(
        text(MASTER_ADDR),
        number(MASTER_PORT, 1, LARGEST_PORT),
        count,
        number(RANK, 0, count - 1),
        networkInterface(count),
        patience);
  }

  /** Processes that all run on one machine need no network, whatever its name resolves to. */
  private @Nullable String networkInterface(int count) {
    boolean oneMachine = Integer.toString(count).equals(variables.get(LOCAL_WORLD_SIZE));
    String chosen = variables.get(NETWORK_INTERFACE);
    return chosen == null && oneMachine ? loopback() : chosen;
  }

  private static @Nullable String loopback() {
    try {
      var loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
      return loopback == null ? null : loopback.getName();
    } catch (SocketException e) {
      return null;
    }
  }

  private int number(String name, int least, int most) {
    String text = text(name);
    try {
      int number = Integer.parseInt(text.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // is told below, with the range
    }
    throw new DinoException(
        most == Integer.MAX_VALUE
            ? "%s is \"%s\", not a number from %d".formatted(name, text, least)
            : "%s is \"%s\", not a number from %d to %d".formatted(name, text, least, most));
  }

  private String text(String name) {
    String text = variables.get(name);
    if (text == null || text.isBlank()) {
      throw new DinoException(
          "%s is %s but %s is not set: several processes find each other by RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT"
              .formatted(WORLD_SIZE, variables.get(WORLD_SIZE), name));
    }
    return text;
  }
}
