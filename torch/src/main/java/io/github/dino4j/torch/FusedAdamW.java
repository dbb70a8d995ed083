package io.github.dino4j.torch;

import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;

/**
 * AdamW as {@code aten::_fused_adamw_} computes it on one group of tensors: one pass over memory
 * for the whole update. Its tensor lists are made once, since the tensors stay where they are; they
 * stay their owner's.
 */
public final class FusedAdamW implements AutoCloseable {
  private static final double EPSILON = 1e-8;

  private final OperatorHandle operator;
  private final List<IValue> lists;
  private final Betas betas;

  /** The decay rates of the running averages of gradients and of their squares. */
  public record Betas(double first, double second) {}

  /**
   * Corresponding tensors of one group.
   *
   * @param averages of gradients
   * @param squares averages of their squares
   */
  public record Lists(
      List<Tensor> parameters,
      List<Tensor> gradients,
      List<Tensor> averages,
      List<Tensor> squares) {}

  /**
   * Needs an open scope.
   *
   * @param steps float32 scalar: which step the next one is, from 1 on; counted by the caller
   */
  public FusedAdamW(Lists tensors, Tensor steps, Betas betas) {
    operator = Scope.keep(Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adamw_", ""));
    this.betas = betas;
    int count = tensors.parameters().size();
    lists =
        List.of(
            listOf(tensors.parameters()),
            listOf(tensors.gradients()),
            listOf(tensors.averages()),
            listOf(tensors.squares()),
            listOf(List.of()), // no maximum of squares without amsgrad
            listOf(Collections.nCopies(count, steps)));
  }

  private static IValue listOf(List<Tensor> tensors) {
    GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
    tensors.forEach(tensor -> list.push_back(new IValue(tensor)));
    return Scope.keep(new IValue(list));
  }

  /** Moves the parameters by their gradients; needs an open scope and no autograd. */
  public void step(double learningRate, double weightDecay) {
    IValueVector stack = new IValueVector();
    lists.forEach(stack::push_back);
    for (double number :
        new double[] {learningRate, betas.first(), betas.second(), weightDecay, EPSILON}) {
      stack.push_back(new IValue(number));
    }
    stack.push_back(new IValue(false)); // amsgrad
    stack.push_back(new IValue(false)); // maximize
    stack.push_back(new IValue()); // grad_scale
    stack.push_back(new IValue()); // found_inf
    operator.callBoxed(stack);
  }

  @Override
  public void close() {
    lists.forEach(Scope::free);
    Scope.free(operator);
  }
}
