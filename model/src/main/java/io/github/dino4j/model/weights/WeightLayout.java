package io.github.dino4j.model.weights;

/** How a project names and cuts the tensors of a backbone. */
public enum WeightLayout {
  /** facebookresearch/dinov2; the names that this project uses everywhere. */
  META("Meta"),
  /** transformers: Dinov2Model, Dinov2WithRegistersModel. */
  HUGGING_FACE("Hugging Face"),
  /** pytorch-image-models: vit_*_patch14_dinov2. */
  TIMM("timm"),
  /** safetensors with Meta's names and the whole configuration in its metadata. */
  DINO4J("dino4j");

  private final String words;

  WeightLayout(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
