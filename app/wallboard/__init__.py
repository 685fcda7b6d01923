"""The supervisor's pages: the board, rotas, closures."""
