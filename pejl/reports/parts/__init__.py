"""From a declared part and the gate's answers to a block of the document."""
