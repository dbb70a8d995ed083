package io.github.dino4j.pretrain.step;

import io.github.dino4j.model.Crops;
import io.github.dino4j.model.ForwardMode;
import io.github.dino4j.model.Tokens;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.model.fused.BlockStack;
import io.github.dino4j.torch.Ops;
import io.github.dino4j.torch.Tensors;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;

/**
 * Goes through the blocks without a graph; patch embedding and final norm keep theirs.
 *
 * @param embedded the graph before the blocks
 * @param last leaves: the tokens behind the last block
 * @param finished is told the names of the blocks' parameters as their gradients are complete
 */
record StackedPass(
    BlockStack.Pass blocks,
    List<Tensor> embedded,
    List<Tensor> last,
    List<Tokens> graph,
    List<Tokens> tokens,
    Consumer<String> finished)
    implements BackbonePass {

  static StackedPass run(
      Way.Stacked way, VisionTransformer backbone, List<Crops> crops, ForwardMode mode) {
    List<Tensor> embedded = backbone.embed(crops, mode);
    List<Tensor> x = embedded.stream().map(Tensor::detach).toList();
    BlockStack.Pass blocks = way.stack().forward(backbone, x, mode);
    List<Tensor> last = x.stream().map(tokens -> tokens.set_requires_grad(true)).toList();
    List<Tokens> graph = backbone.finish(last);
    return new StackedPass(
        blocks, embedded, last, graph, BackbonePass.leaves(graph), way.finished());
  }

  @Override
  public void backward() {
    BackbonePass.backward(graph, tokens);
    List<Tensor> gradients = last.stream().map(Tensors::gradient).toList();
    blocks.backward(gradients, finished);
    Ops.backward(embedded, gradients);
  }
}
