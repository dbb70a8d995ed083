package io.github.dino4j.torch.file;

/** The container that tensors lie in. */
public enum FileFormat {
  SAFETENSORS("safetensors"),
  /** {@code torch.save} since PyTorch 1.6. */
  PYTORCH_ZIP("PyTorch checkpoint"),
  /** {@code torch.save} before PyTorch 1.6. */
  PYTORCH_LEGACY("PyTorch checkpoint, format before 1.6");

  private final String words;

  FileFormat(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
