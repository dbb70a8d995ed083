package io.github.dino4j.model.frozen.x86;

import static io.github.dino4j.model.frozen.x86.Register.RCX;
import static io.github.dino4j.model.frozen.x86.Register.RDI;
import static io.github.dino4j.model.frozen.x86.Register.RDX;

import io.github.dino4j.torch.onednn.OneDnn;
import java.lang.foreign.Arena;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code softmax(queries · keysᵀ) · values} of one head as one function: keys and values are packed
 * for products of bf16 pairs, then blocks of queries go from scores to results while they lie in
 * the innermost cache. Immutable: threads share it, each with working memory of its own.
 */
public final class AttentionKernel {
  private static final boolean LINUX_ON_X86 =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")
          && System.getProperty("os.arch").equals("amd64");

  private final MachineCode code;
  private final long workspaceBytes;

  private AttentionKernel(MachineCode code, long workspaceBytes) {
    this.code = code;
    this.workspaceBytes = workspaceBytes;
  }

  /** Whether kernels run here and are the fastest way: AMX, where present, is faster. */
  public static boolean fitsProcessor() {
    return LINUX_ON_X86 && OneDnn.instructions().equals("AVX512-BF16");
  }

  /**
   * A kernel that lives as long as {@code arena}, on a processor that it {@link #fitsProcessor
   * fits}; empty where the system lets no program write code for itself.
   */
  public static Optional<AttentionKernel> of(AttentionShape shape, Arena arena) {
    byte[] code = code(shape, Constants.allocate(arena, shape));
    return MachineCode.of(code, arena)
        .map(function -> new AttentionKernel(function, Workspace.of(shape).bytes()));
  }

  private static byte[] code(AttentionShape shape, Constants constants) {
    Assembler asm = new Assembler();
    new KeyPacking(asm, shape).emit();
    new ValuePacking(asm, shape, constants).emit();
    asm.repeat(
        shape.queries() / Tile.ROWS,
        RDX,
        () -> {
          block(asm, shape, constants, Tile.ROWS);
          asm.add(RDI, Tile.ROWS * shape.tokenBytes());
          asm.add(RCX, Tile.ROWS * shape.resultBytes());
        });
    int rest = shape.queries() % Tile.ROWS;
    if (rest > 0) {
      block(asm, shape, constants, rest);
    }
    asm.exit();
    return asm.code();
  }

  private static void block(Assembler asm, AttentionShape shape, Constants constants, int queries) {
    new Scores(asm, shape, constants).emit(queries);
    new Softmax(asm, shape, constants).emit(queries);
    new WeightedValues(asm, shape).emit(queries);
  }

  /** Bytes of working memory that a run needs, on a cache line of their own. */
  public long workspaceBytes() {
    return workspaceBytes;
  }

  /** Runs on the calling thread; all arguments are addresses. */
  public void run(long queries, long keys, long values, long result, long workspace) {
    code.run(queries, keys, values, result, workspace);
  }
}
