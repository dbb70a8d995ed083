package io.github.dino4j.torch.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.github.dino4j.DinoException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;

/** Files that hold weights in other ways than those that are read here, told by how they begin. */
enum ForeignFormat {
  GGUF("a GGUF file, as llama.cpp reads", Advice.SAVE, 0, "GGUF"),
  HDF5("an HDF5 file, as Keras writes", Advice.SAVE, 0, "\u0089HDF\r\n\u001a\n"),
  TENSORFLOW_LITE("a TensorFlow Lite model", Advice.SAVE, 4, "TFL3"),
  NPY("a NumPy array", Advice.SAVE, 0, "\u0093NUMPY"),
  ONNX("an ONNX graph or another protocol buffer", Advice.SAVE, 0, ""),
  MESSAGE_PACK("MessagePack, as Flax writes parameters", Advice.SAVE, 0, ""),
  GZIP("compressed by gzip", Advice.UNPACK, 0, "\u001f\u008b"),
  XZ("compressed by xz", Advice.UNPACK, 0, "\u00fd7zXZ\0"),
  ZSTANDARD("compressed by Zstandard", Advice.UNPACK, 0, "(\u00b5/\u00fd"),
  SEVEN_ZIP("a 7-Zip archive", Advice.UNPACK, 0, "7z\u00bc\u00af"),
  TAR("a tar archive", Advice.UNPACK, 257, "ustar"),
  LFS("a pointer of Git LFS to a file", Advice.PULL, 0, "version https://git-lfs"),
  NONE("neither safetensors nor a PyTorch checkpoint", Advice.LOOK, 0, "");

  private enum Advice {
    SAVE(
        "load it in Python and save a state dict: torch.save(model.state_dict(), \"weights.pth\")"),
    UNPACK("unpack it and name what was in it"),
    PULL("git lfs pull brings the file itself"),
    LOOK("a download may have brought an error page instead");

    private final String words;

    Advice(String words) {
      this.words = words;
    }
  }

  private final String words;
  private final Advice advice;
  private final int offset;
  private final byte[] magic;

  ForeignFormat(String words, Advice advice, int offset, String magic) {
    this.words = words;
    this.advice = advice;
    this.offset = offset;
    this.magic = magic.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** What is wrong with a file that is none of those that are read. */
  static DinoException refusal(MemorySegment file) {
    ForeignFormat format =
        Arrays.stream(values()).filter(known -> known.recognises(file)).findFirst().orElse(NONE);
    return new DinoException("is %s; %s".formatted(format.words, format.advice.words));
  }

  /** The same for a zip archive that torch.save did not write, by the names in it. */
  static DinoException refusal(Collection<String> names) {
    String words = "a zip archive, but not one that torch.save wrote";
    Advice advice = Advice.UNPACK;
    if (names.stream().allMatch(name -> name.endsWith(".npy"))) {
      words = "an archive of NumPy arrays (npz)";
      advice = Advice.SAVE;
    } else if (holds(
        names, ".*(serialized_exported_program\\.json|archive_format|models/.*\\.json)")) {
      words = "an archive of torch.export";
      advice = Advice.SAVE;
    } else if (holds(names, ".*\\.weights\\.h5")) {
      words = "a Keras model";
      advice = Advice.SAVE;
    } else if (holds(names, "(.*/)?\\.data/extern_modules")) {
      words = "a torch.package archive";
      advice = Advice.SAVE;
    }
    return new DinoException("is %s; %s".formatted(words, advice.words));
  }

  private static boolean holds(Collection<String> names, String pattern) {
    return names.stream().anyMatch(name -> name.matches(pattern));
  }

  private boolean recognises(MemorySegment file) {
    return switch (this) {
      case NONE -> false;
      case ONNX -> isOnnx(file);
      case MESSAGE_PACK -> isMessagePack(file);
      default ->
          file.byteSize() >= offset + magic.length
              && file.asSlice(offset, magic.length).mismatch(MemorySegment.ofArray(magic)) < 0;
    };
  }

  /** The version of the representation, a small number, then another field of a model. */
  private static boolean isOnnx(MemorySegment file) {
    if (file.byteSize() < 3 || file.get(JAVA_BYTE, 0) != 0x08) {
      return false;
    }
    int version = file.get(JAVA_BYTE, 1);
    int next = file.get(JAVA_BYTE, 2);
    return version > 0 && version < 32 && next >= 0x12 && next <= 0x42 && (next & 7) % 2 == 0;
  }

  /** A map whose first key is a short text. */
  private static boolean isMessagePack(MemorySegment file) {
    if (file.byteSize() < 4) {
      return false;
    }
    int first = file.get(JAVA_BYTE, 0) & 0xff;
    int key = file.get(JAVA_BYTE, first == 0xde ? 3 : 1) & 0xff;
    boolean map = first > 0x80 && first <= 0x8f || first == 0xde;
    return map && (key > 0xa0 && key <= 0xbf || key == 0xd9);
  }
}
