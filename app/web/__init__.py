"""What every page shares: who may see it, the transaction, the headers, the live stream, the frame."""
