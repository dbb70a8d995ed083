package io.github.dino4j.kernels.x86;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.dino4j.DinoException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * A function in memory of its own, which is written first and made executable then, never both at
 * once. Immutable: threads share it. It lives as long as the arena it was made in. Linux only.
 */
public final class MachineCode {
  private static final int READ_WRITE = 3; // PROT_READ | PROT_WRITE
  private static final int READ_EXECUTE = 5; // PROT_READ | PROT_EXEC
  private static final int PRIVATE_ANONYMOUS = 0x22; // MAP_PRIVATE | MAP_ANONYMOUS

  private static final MethodHandle MMAP =
      system(
          "mmap",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle MPROTECT =
      system("mprotect", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  private static final MethodHandle MUNMAP =
      system("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle CALL =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

  private final MemorySegment entry;

  private MachineCode(MemorySegment entry) {
    this.entry = entry;
  }

  private static MethodHandle system(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
  }

  /**
   * @throws DinoException where the system forbids it
   */
  public static MachineCode of(byte[] code, Arena arena) {
    return attempt(code, arena)
        .orElseThrow(() -> new DinoException("the system lets no program write machine code"));
  }

  /** Empty where the system forbids code that was not there when the program started. */
  static Optional<MachineCode> attempt(byte[] code, Arena arena) {
    try {
      long bytes = code.length;
      long address = (long) MMAP.invokeExact(0L, bytes, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
      if (address == -1) {
        return Optional.empty();
      }
      MemorySegment memory =
          MemorySegment.ofAddress(address).reinterpret(bytes, arena, MachineCode::unmap);
      MemorySegment.copy(code, 0, memory, JAVA_BYTE, 0, code.length);
      return (int) MPROTECT.invokeExact(address, bytes, READ_EXECUTE) == 0
          ? Optional.of(new MachineCode(memory))
          : Optional.empty();
    } catch (Throwable e) {
      throw new DinoException("cannot make machine code: " + e.getMessage(), e);
    }
  }

  private static void unmap(MemorySegment memory) {
    try {
      int status = (int) MUNMAP.invokeExact(memory.address(), memory.byteSize());
      assert status == 0;
    } catch (Throwable e) {
      throw new DinoException("cannot free machine code: " + e.getMessage(), e);
    }
  }

  /** Runs on the calling thread. */
  public void run(long first, long second, long third, long fourth, long fifth) {
    try {
      CALL.invokeExact(entry, first, second, third, fourth, fifth);
    } catch (Throwable e) {
      throw new DinoException("machine code failed: " + e.getMessage(), e);
    }
  }
}
