"""From bytes to findings, in training: readers, simulator, fits, evaluation."""
