"""What is kept: drill records, their chain, and the signature over them."""
