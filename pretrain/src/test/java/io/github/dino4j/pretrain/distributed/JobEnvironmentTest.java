package io.github.dino4j.pretrain.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.ComputeDevice;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobEnvironmentTest {
  private static final Map<String, String> SECOND_OF_THREE =
      Map.of("RANK", "1", "WORLD_SIZE", "3", "MASTER_ADDR", "node7", "MASTER_PORT", "50123");

  private static Rendezvous rendezvous(Map<String, String> variables) {
    return new JobEnvironment(variables).rendezvous(Duration.ofSeconds(5));
  }

  private static Map<String, String> with(String name, String value) {
    Map<String, String> variables = new HashMap<>(SECOND_OF_THREE);
    variables.put(name, value);
    return variables;
  }

  @Test
  void theFourVariablesSayWhereToMeet() {
    assertThat(rendezvous(SECOND_OF_THREE))
        .isEqualTo(new Rendezvous("node7", 50123, 3, 1, null, Duration.ofSeconds(5)));
  }

  @Test
  void theNetworkIsTheOneNamedOrNoneOnOneMachine() {
    assertThat(rendezvous(with("GLOO_SOCKET_IFNAME", "ib0")).networkInterface()).isEqualTo("ib0");
    assertThat(rendezvous(with("LOCAL_WORLD_SIZE", "3")).networkInterface()).startsWith("lo");
    assertThat(rendezvous(with("LOCAL_WORLD_SIZE", "1")).networkInterface()).isNull();
  }

  @Test
  void theGpuIsNumberedOnItsMachine() {
    assertThat(new JobEnvironment(with("LOCAL_RANK", "2")).localRank()).isEqualTo(2);
    assertThat(new JobEnvironment(SECOND_OF_THREE).localRank()).isZero();
    assertThatThrownBy(() -> new JobEnvironment(with("LOCAL_RANK", "one")).localRank())
        .isInstanceOf(DinoException.class)
        .hasMessage("LOCAL_RANK is \"one\", not a number from 0 to 127");
  }

  @Test
  void processesTellWhereTheyTrain() {
    assertThat(ProcessGroup.single().device()).isEqualTo(ComputeDevice.CPU);
    assertThat(ProcessGroup.single(ComputeDevice.CUDA).device()).isEqualTo(ComputeDevice.CUDA);
  }

  @Test
  void aGpuThatIsNotThereIsOneLine() {
    assumeFalse(ComputeDevice.cudaIsAvailable(), "skipped: there is a CUDA device");
    assertThatThrownBy(() -> ProcessGroup.fromEnvironment(SECOND_OF_THREE, ComputeDevice.CUDA))
        .isInstanceOf(DinoException.class)
        .hasMessageStartingWith("no CUDA device can be used");
  }

  @ParameterizedTest
  @CsvSource({
    "WORLD_SIZE, two, 'WORLD_SIZE is \"two\", not a number from 1'",
    "WORLD_SIZE, 0, 'WORLD_SIZE is \"0\", not a number from 1'",
    "RANK, 3, 'RANK is \"3\", not a number from 0 to 2'",
    "RANK, -1, 'RANK is \"-1\", not a number from 0 to 2'",
    "RANK, ' ', 'WORLD_SIZE is 3 but RANK is not set'",
    "MASTER_ADDR, '', 'WORLD_SIZE is 3 but MASTER_ADDR is not set'",
    "MASTER_PORT, 70000, 'MASTER_PORT is \"70000\", not a number from 1 to 65535'"
  })
  void aWrongVariableIsNamed(String name, String value, String message) {
    assertThatThrownBy(() -> rendezvous(with(name, value)))
        .isInstanceOf(DinoException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void withoutAWorldThisProcessIsAlone() {
    for (Map<String, String> variables :
        java.util.List.of(Map.<String, String>of(), Map.of("WORLD_SIZE", "1", "RANK", "0"))) {
      try (ProcessGroup processes = ProcessGroup.fromEnvironment(variables, ComputeDevice.CPU)) {
        assertThat(processes).isSameAs(ProcessGroup.single());
        assertThat(processes.any(true)).isTrue();
        assertThat(processes.any(false)).isFalse();
      }
    }
  }
}
