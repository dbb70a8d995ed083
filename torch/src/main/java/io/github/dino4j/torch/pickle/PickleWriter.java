package io.github.dino4j.torch.pickle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dino4j.torch.storage.TensorEntry;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The pickle of a state dict, protocol 2, in the opcodes that PyTorch's safe reader accepts. */
public final class PickleWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private PickleWriter() {}

  /** Tensor i lies in the storage with the key i. */
  public static byte[] stateDict(List<TensorEntry> tensors) {
    PickleWriter writer = new PickleWriter();
    writer.opcodes(0x80, 2);
    writer.emptyDictionary();
    writer.opcodes('(');
    for (int i = 0; i < tensors.size(); i++) {
      writer.text(tensors.get(i).name());
      writer.tensor(tensors.get(i), Integer.toString(i));
    }
    writer.opcodes('u', '.');
    return writer.out.toByteArray();
  }

  private void tensor(TensorEntry tensor, String key) {
    global("torch._utils", "_rebuild_tensor_v2");
    opcodes('(', '(');
    text("storage");
    global("torch", tensor.type().storage + "Storage");
    text(key);
    text("cpu");
    integer(tensor.elements());
    opcodes('t', 'Q');
    integer(0); // offset
    tuple(tensor.shape());
    tuple(strides(tensor.shape()));
    opcodes(0x89); // requires no gradient
    emptyDictionary(); // no hooks
    opcodes('t', 'R');
  }

  private static long[] strides(long[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= Math.max(1, shape[i]);
    }
    return strides;
  }

  private void emptyDictionary() {
    global("collections", "OrderedDict");
    opcodes(')', 'R');
  }

  private void tuple(long[] values) {
    opcodes('(');
    for (long value : values) {
      integer(value);
    }
    opcodes('t');
  }

  private void integer(long value) {
    if (value == (int) value) {
      opcodes('J');
      out.writeBytes(littleEndian(4).putInt((int) value).array());
    } else {
      opcodes(0x8a, 8);
      out.writeBytes(littleEndian(8).putLong(value).array());
    }
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    opcodes('X');
    out.writeBytes(littleEndian(4).putInt(utf8.length).array());
    out.writeBytes(utf8);
  }

  private void global(String module, String name) {
    opcodes('c');
    out.writeBytes((module + "\n" + name + "\n").getBytes(UTF_8));
  }

  private void opcodes(int... opcodes) {
    for (int opcode : opcodes) {
      out.write(opcode);
    }
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
