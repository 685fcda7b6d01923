"""The journeys, told as people live them: all through real HTTP and the practice exchange, the clock moved by hand."""
