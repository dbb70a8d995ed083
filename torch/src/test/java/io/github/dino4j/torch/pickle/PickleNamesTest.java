package io.github.dino4j.torch.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.torch.pickle.PickleNames.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PickleNamesTest {
  @ParameterizedTest
  @CsvSource({
    "collections, deque, DATA",
    "__builtin__, xrange, DATA",
    "builtins, KeyError, DATA",
    "torch, uint16, DATA",
    "torch.nn.modules.activation, GELU, DATA",
    "numpy.random._mt19937, MT19937, DATA",
    "numpy, float64, DATA",
    "__main__, TrainingConfig, DATA",
    "mmengine.logging, HistoryBuffer, DATA",
    "somebody.tools, Outer.Inner, DATA",
    "somebody.tools, run, FUNCTION",
    "somebody.tools, Outer.run, FUNCTION",
    "torch.hub, load, UNKNOWN",
    "torch.jit, CompilationUnit, UNKNOWN",
    "numpy, load, UNKNOWN",
    "builtins, __import__, HOSTILE",
    "builtins, exec, HOSTILE",
    "typing, get_type_hints, HOSTILE",
    "ctypes, CDLL, HOSTILE",
    "_pickle, loads, HOSTILE",
    "importlib, import_module, HOSTILE",
    "webbrowser, open, HOSTILE"
  })
  void trainersLeaveDataAndHostileFilesReachForTools(String module, String name, Kind kind) {
    assertThat(PickleNames.of(module, name)).isEqualTo(kind);
  }
}
